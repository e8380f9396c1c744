using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Federated.Domain.Errors;

namespace Federated.Silo.Security;

/// <summary>Reads the one thing that is wanted of a certificate request: a key whose holder has signed the request.</summary>
internal static class PartnerRequest
{
    private const int MaxLength = 8192;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The public key, once the request's signature is checked.</summary>
    /// <exception cref="FederatedException">FED-1109.</exception>
    public static PublicKey ReadKey(string? pem)
    {
        if (string.IsNullOrWhiteSpace(pem) || pem.Length > MaxLength)
            throw Refused(pem is { Length: > MaxLength } ? $"{pem.Length} characters" : "nothing");
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
            return IsP256(request.PublicKey) ? request.PublicKey : throw Refused("a request for another kind of key");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException or FormatException)
        {
            throw Refused("text that is not a request, or that is not signed with its own key", e);
        }
    }

    private static bool IsP256(PublicKey publicKey)
    {
        using var key = publicKey.GetECDsaPublicKey();
        return string.Equals(key?.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value, P256, StringComparison.Ordinal);
    }

    private static FederatedException Refused(string got, Exception? inner = null) => new(ErrorCodes.CertificateRequestInvalid,
        $"Got {got}, wanted a PKCS#10 certificate request in PEM for an ECDSA P-256 key, signed with that key. 'fed-node join' makes one.",
        inner?.Message, inner);
}
