namespace Federated.Protocol.Ledger;

/// <summary>One entry of the ledger.</summary>
/// <param name="Index">Its position, from 0.</param>
/// <param name="Entry">The canonical bytes, which are JSON text.</param>
public sealed record LedgerEntryView(long Index, string Entry);
