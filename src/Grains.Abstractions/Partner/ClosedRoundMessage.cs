namespace Federated.Grains.Abstractions.Partner;

/// <summary>A round that a node need not keep its update for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Committed">True when committed, false when abandoned.</param>
[GenerateSerializer, Immutable, Alias("federated.ClosedRoundMessage")]
public sealed record ClosedRoundMessage([property: Id(0)] string Run, [property: Id(1)] int Round, [property: Id(2)] bool Committed);
