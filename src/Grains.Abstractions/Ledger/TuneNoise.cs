namespace Federated.Grains.Abstractions.Ledger;

/// <summary>Changes the noise of an adaptive run.</summary>
/// <param name="Run">The run.</param>
/// <param name="MicroNoiseMultiplier">The noise multiplier in millionths.</param>
[GenerateSerializer, Immutable, Alias("federated.TuneNoise")]
public sealed record TuneNoise([property: Id(0)] string Run, [property: Id(1)] long MicroNoiseMultiplier);
