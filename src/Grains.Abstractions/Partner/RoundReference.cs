namespace Federated.Grains.Abstractions.Partner;

/// <summary>A round, by name.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
[GenerateSerializer, Immutable, Alias("federated.RoundReference")]
public sealed record RoundReference([property: Id(0)] string Run, [property: Id(1)] int Round);
