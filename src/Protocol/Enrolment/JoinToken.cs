using System.Buffers.Text;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Protocol.Enrolment;

/// <summary>
/// What a partner needs to join: one use, expiring, bound to a name, pinning the certificate authority.
/// Text form: <c>fedjoin1.</c> followed by base64url of JSON.
/// </summary>
/// <param name="Partner">The partner's name.</param>
/// <param name="EnrolUrl">Base address of the console and enrolment listener.</param>
/// <param name="Authority">SHA-256 of the authority's DER certificate.</param>
/// <param name="Secret">The one-use secret, 32 random bytes as base64url.</param>
public sealed record JoinToken(string Partner, string EnrolUrl, ContentHash Authority, string Secret)
{
    private const string Prefix = "fedjoin1.";

    /// <summary>Reads a token.</summary>
    /// <exception cref="FederatedException">FED-1103 when the text is not a token.</exception>
    public static JoinToken Parse(string text)
    {
        text = text.Trim();
        try
        {
            if (text.StartsWith(Prefix, StringComparison.Ordinal)
                && JsonSerializer.Deserialize<JoinToken>(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length)), ProtocolJson.Options) is { Partner.Length: > 0, EnrolUrl.Length: > 0, Secret.Length: > 0 } token)
            {
                return token;
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw NotAToken(e);
        }

        throw NotAToken(null);
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Prefix + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, ProtocolJson.Options));

    private static FederatedException NotAToken(Exception? inner) => new(ErrorCodes.JoinTokenUnknown,
        $"That is not a join token; a token starts with '{Prefix}' and is copied whole. The coordinator makes one with 'fed partner invite NAME'.", inner: inner);
}
