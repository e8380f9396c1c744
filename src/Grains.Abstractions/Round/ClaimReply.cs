namespace Federated.Grains.Abstractions.Round;

/// <summary>What a claim led to.</summary>
/// <param name="Failure">Null when accepted or a duplicate.</param>
/// <param name="Fold">True when the intake must fold the staged update now.</param>
/// <param name="Retry">True when the round is sealing: ask again shortly.</param>
/// <param name="Receipt">The signed receipt as note text (Federated.Domain.Ledger.SignedReceipt.Parse), on success.</param>
[GenerateSerializer, Immutable, Alias("federated.ClaimReply")]
public sealed record ClaimReply(
    [property: Id(0)] Failure? Failure, [property: Id(1)] bool Fold, [property: Id(2)] bool Retry, [property: Id(3)] string? Receipt);
