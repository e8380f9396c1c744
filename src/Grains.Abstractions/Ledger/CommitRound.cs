namespace Federated.Grains.Abstractions.Ledger;

/// <summary>Transaction 2 of a round.</summary>
/// <param name="Entry">The canonical RoundCommitted entry.</param>
[GenerateSerializer, Immutable, Alias("federated.CommitRound")]
public sealed record CommitRound([property: Id(0)] byte[] Entry);
