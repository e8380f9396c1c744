using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Round;

/// <summary>A round asks an intake for its partial sum.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Members">The claims that the round knows for this intake.</param>
[GenerateSerializer, Immutable, Alias("federated.CollectPartial")]
public sealed record CollectPartial(
    [property: Id(0)] string Run, [property: Id(1)] int Round, [property: Id(2)] ImmutableArray<ExpectedMember> Members)
{
    /// <summary>Where an intake of the same process may lay a large sum down for the round; null for nowhere.</summary>
    [Id(3)]
    public string? Desk { get; init; }
}
