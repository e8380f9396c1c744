namespace Federated.Grains.Abstractions.Ledger;

/// <summary>Where the entries stand.</summary>
/// <param name="Failure">Null on success.</param>
/// <param name="Index">The index of the last entry, or of the earlier entry with the same unique key.</param>
/// <param name="LeafHash">Its leaf hash, hex.</param>
[GenerateSerializer, Immutable, Alias("federated.AppendReply")]
public sealed record AppendReply([property: Id(0)] Failure? Failure, [property: Id(1)] long Index, [property: Id(2)] string LeafHash);
