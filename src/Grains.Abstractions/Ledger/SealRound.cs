namespace Federated.Grains.Abstractions.Ledger;

/// <summary>Transaction 1 of a round.</summary>
/// <param name="Entry">The canonical RoundSealed entry.</param>
/// <param name="Secret">The round's fresh 32-byte secret, from which noise and commitment keys are derived; stored wrapped.</param>
[GenerateSerializer, Immutable, Alias("federated.SealRound")]
public sealed record SealRound([property: Id(0)] byte[] Entry, [property: Id(1)] byte[] Secret);
