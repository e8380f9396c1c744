using Federated.Grains.Ports;

namespace Federated.Grains.Round;

/// <summary>What a round grain needs from outside Orleans.</summary>
/// <param name="Ledger">The ledger, for reading; writing goes through the ledger grain.</param>
/// <param name="Blobs">Models, moments and large partial sums.</param>
/// <param name="Desk">Large partial sums of this process.</param>
/// <param name="Keys">Signs receipts.</param>
/// <param name="Secrets">Salts and round secrets.</param>
/// <param name="Faults">Where tests kill the process.</param>
/// <param name="Time">The clock.</param>
public sealed record RoundPorts(
    ILedgerStore Ledger, IBlobStore Blobs, SumDesk Desk, IFederationKeys Keys, ISecretSource Secrets, IFaultPoints Faults, TimeProvider Time);
