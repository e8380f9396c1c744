namespace Federated.Grains.Abstractions.Ledger;

/// <summary>Charges the next round of an adaptive run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">Its next round.</param>
[GenerateSerializer, Immutable, Alias("federated.ReserveRound")]
public sealed record ReserveRound([property: Id(0)] string Run, [property: Id(1)] int Round);
