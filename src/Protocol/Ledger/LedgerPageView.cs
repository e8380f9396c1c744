using System.Collections.Immutable;

namespace Federated.Protocol.Ledger;

/// <summary>A page of the ledger.</summary>
/// <param name="Size">Entries in the whole ledger.</param>
/// <param name="Entries">The page.</param>
/// <param name="Next">The index to go on from, or null at the end.</param>
public sealed record LedgerPageView(long Size, ImmutableArray<LedgerEntryView> Entries, long? Next);
