using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Ledger;

/// <summary>A page of entries.</summary>
/// <param name="Size">Entries in the whole ledger.</param>
/// <param name="From">Index of the first entry of the page.</param>
/// <param name="Entries">Canonical entries.</param>
[GenerateSerializer, Immutable, Alias("federated.LedgerPage")]
public sealed record LedgerPage([property: Id(0)] long Size, [property: Id(1)] long From, [property: Id(2)] ImmutableArray<byte[]> Entries);
