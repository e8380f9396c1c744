using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Protocol.Work;
using Federated.Silo.Api.Mapping;

namespace Federated.Silo.Api.Endpoints;

/// <summary>The headers of an upload that mean something.</summary>
internal static class UploadHeaders
{
    private const string Sha256 = "sha-256=:";

    /// <summary>Seconds of <c>Prefer: wait=N</c> (RFC 7240), 0 to 25; null when there is none.</summary>
    public static int? PreferredWait(IHeaderDictionary headers)
    {
        foreach (var preference in Parts(headers, "Prefer"))
        {
            if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(preference.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return Math.Min(seconds, Clock.LongestWait);
        }

        return null;
    }

    /// <summary>The SHA-256 of <c>Content-Digest</c> (RFC 9530); null when there is none. Other algorithms are passed over.</summary>
    /// <exception cref="FederatedException">FED-1606 when it is not base64 of 32 bytes.</exception>
    public static ContentHash? ContentDigest(IHeaderDictionary headers)
    {
        foreach (var digest in Parts(headers, "Content-Digest"))
        {
            if (!digest.StartsWith(Sha256, StringComparison.OrdinalIgnoreCase))
                continue;
            var bytes = new byte[ContentHash.Size];
            if (digest.EndsWith(':') && Convert.TryFromBase64String(digest[Sha256.Length..^1], bytes, out var written) && written == ContentHash.Size)
                return ContentHash.FromBytes(bytes);
            throw new FederatedException(ErrorCodes.RequestInvalid, "Got a Content-Digest that is not 'sha-256=:BASE64:' of 32 bytes. Correct it or leave it out.");
        }

        return null;
    }

    /// <summary>Where in the update the body begins (<c>Upload-Offset</c>); 0 when it does not say.</summary>
    /// <exception cref="FederatedException">FED-1606 when it is not a number.</exception>
    public static long Offset(IHeaderDictionary headers)
    {
        var text = headers[UploadResponse.OffsetHeader].ToString();
        if (text.Length == 0)
            return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new FederatedException(ErrorCodes.RequestInvalid, $"Got an {UploadResponse.OffsetHeader} that is not a number, wanted a byte's place or none.");
    }

    private static IEnumerable<string> Parts(IHeaderDictionary headers, string name) =>
        headers[name].SelectMany(v => (v ?? string.Empty).Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
