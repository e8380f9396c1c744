namespace Federated.Grains.Abstractions.Ledger;

/// <summary>The reservation that stands, which may be an earlier attempt's.</summary>
/// <param name="Failure">Null when the round is reserved; FED-1007 when the run's filter or a partner's budget does not admit it.</param>
/// <param name="MicroNoiseMultiplier">The noise multiplier of the round in millionths.</param>
[GenerateSerializer, Immutable, Alias("federated.ReserveReply")]
public sealed record ReserveReply([property: Id(0)] Failure? Failure, [property: Id(1)] long MicroNoiseMultiplier);
