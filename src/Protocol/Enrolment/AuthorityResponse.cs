using Federated.Domain.Ledger;

namespace Federated.Protocol.Enrolment;

/// <summary>Who this federation is. Trust it only after comparing the certificate's SHA-256 with a pinned one.</summary>
/// <param name="Federation">The federation's id.</param>
/// <param name="AuthorityPem">The certificate authority, PEM.</param>
/// <param name="Keys">The public keys that sign checkpoints and receipts.</param>
public sealed record AuthorityResponse(string Federation, string AuthorityPem, FederationKeys Keys);
