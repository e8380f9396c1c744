using Federated.Domain.Ledger;

namespace Federated.Protocol.Enrolment;

/// <summary>
/// Everything <c>fed</c> needs to reach a federation, in one file that its owner keeps secret. The silo writes
/// <c>coordinator.fed.json</c> at its first start.
/// </summary>
/// <param name="Federation">The federation's id.</param>
/// <param name="ConsoleUrl">Base address of the console listener.</param>
/// <param name="AuthorityPem">The federation's certificate authority.</param>
/// <param name="CertificatePem">The holder's certificate.</param>
/// <param name="PrivateKeyPem">The holder's private key.</param>
/// <param name="Keys">The public keys that sign checkpoints and receipts.</param>
public sealed record ConsoleCredentials(
    string Federation, string ConsoleUrl, string AuthorityPem, string CertificatePem, string PrivateKeyPem, FederationKeys Keys);
