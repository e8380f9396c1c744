namespace Federated.Grains.Abstractions.Ledger;

/// <summary>The sealed entry that the ledger holds, which may be an earlier attempt's.</summary>
/// <param name="Failure">Null on success.</param>
/// <param name="LeafHash">Leaf hash of the entry, hex.</param>
/// <param name="Entry">The canonical RoundSealed entry that stands.</param>
/// <param name="Secret">The secret that stands with it.</param>
[GenerateSerializer, Immutable, Alias("federated.SealReply")]
public sealed record SealReply(
    [property: Id(0)] Failure? Failure, [property: Id(1)] string LeafHash, [property: Id(2)] byte[] Entry, [property: Id(3)] byte[] Secret);
