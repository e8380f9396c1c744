using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Federated.Silo.Security;

/// <summary>
/// Accepts a client certificate when this federation's authority itself issued it for client authentication and it is
/// valid now. The machine's own trusted roots count for nothing, and nothing is fetched from the network.
/// Expulsion is not a matter of the certificate: a grain checks the partner's standing on every request.
/// </summary>
public sealed class ClientCertificateValidation(CertificateAuthority authority, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Fits Kestrel's <c>ClientCertificateValidation</c>: the platform's own verdict is ignored, as it knows other roots.</summary>
    /// <param name="certificate">What the client presented.</param>
    /// <param name="chain">The platform's chain; unused.</param>
    /// <param name="errors">The platform's verdict; only that a certificate is there is taken from it.</param>
    public bool Validate(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors) =>
        !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) && IsTrusted(certificate);

    /// <summary>True when the certificate is one of ours, for clients, and valid now.</summary>
    public bool IsTrusted(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var root = X509CertificateLoader.LoadCertificate(authority.Der);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        try
        {
            // Two elements: the authority signs every leaf itself, and is not a client.
            return chain.Build(certificate) && chain.ChainElements.Count == 2 && NamesClientAuthentication(certificate);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    // A chain also accepts a certificate that names no purpose at all; ours always do.
    private static bool NamesClientAuthentication(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(extension =>
            extension.EnhancedKeyUsages.Cast<Oid>().Any(usage => string.Equals(usage.Value, ClientAuthentication, StringComparison.Ordinal)));
}
