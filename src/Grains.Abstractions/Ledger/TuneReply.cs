namespace Federated.Grains.Abstractions.Ledger;

/// <summary>From when the new noise holds.</summary>
/// <param name="Failure">Null on success.</param>
/// <param name="FromRound">The first round with it: the first that was not reserved.</param>
[GenerateSerializer, Immutable, Alias("federated.TuneReply")]
public sealed record TuneReply([property: Id(0)] Failure? Failure, [property: Id(1)] int FromRound);
