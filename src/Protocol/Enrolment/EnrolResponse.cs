using Federated.Domain.Ledger;

namespace Federated.Protocol.Enrolment;

/// <summary>The certificate and where to use it.</summary>
/// <param name="CertificatePem">The node's certificate.</param>
/// <param name="AuthorityPem">The certificate authority that issued it and the silo's own certificates.</param>
/// <param name="Federation">The federation's id.</param>
/// <param name="NodeUrl">Base address of the node listener.</param>
/// <param name="Keys">The public keys that sign checkpoints and receipts.</param>
public sealed record EnrolResponse(string CertificatePem, string AuthorityPem, string Federation, string NodeUrl, FederationKeys Keys);
