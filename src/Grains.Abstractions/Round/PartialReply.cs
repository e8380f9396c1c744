using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Round;

/// <summary>An intake's partial sum, or the updates that it keeps one by one.</summary>
/// <param name="Complete">True only when the folded members equal the expected ones exactly.</param>
/// <param name="Partial">The partial sum (Federated.Domain.Aggregation.PartialSum), inline up to 1 MiB.</param>
/// <param name="PartialBlob">The hash of the blob that holds a larger one.</param>
[GenerateSerializer, Immutable, Alias("federated.PartialReply")]
public sealed record PartialReply(
    [property: Id(0)] bool Complete, [property: Id(1)] byte[]? Partial, [property: Id(2)] string? PartialBlob)
{
    /// <summary>Where a robust rule takes the place of the mean: the members' updates; there is no partial sum then.</summary>
    [Id(3)]
    public ImmutableArray<KeptUpdateMessage> Kept { get; init; } = [];

    /// <summary>True when the sum lies on the desk that the request names, so that it is neither here nor in a blob.</summary>
    [Id(4)]
    public bool OnDesk { get; init; }
}
