namespace Federated.Protocol.Enrolment;

/// <summary>A partner's node asks for its certificate.</summary>
/// <param name="Partner">The name that the token is bound to.</param>
/// <param name="Secret">The token's secret.</param>
/// <param name="CertificateRequestPem">A PKCS#10 request, PEM, ECDSA P-256. The subject is ignored; the silo sets it.</param>
public sealed record EnrolRequest(string Partner, string Secret, string CertificateRequestPem);
