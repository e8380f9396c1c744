namespace Federated.Silo.Security;

/// <summary>A certificate with the private key that was made for it.</summary>
/// <param name="Identity">Who it is for.</param>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="PrivateKeyPem">The private key, PKCS#8; its owner keeps it secret.</param>
public sealed record IssuedCredentials(CertificateIdentity Identity, string CertificatePem, string PrivateKeyPem);
