using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Round;

/// <summary>The run opens a round.</summary>
/// <param name="Plan">The canonical plan, JSON.</param>
/// <param name="PlanHash">Its hash.</param>
/// <param name="Layout">The layout of the updates.</param>
/// <param name="Cohort">The partners drawn.</param>
/// <param name="BaseModel">The model to train from.</param>
/// <param name="ServerState">The strategy's moments after the last round, a blob; null in round 1.</param>
/// <param name="Terms">Clip norm and noise multiplier of this round.</param>
/// <param name="Places">Updates that complete the round, where more partners are asked; null when everyone is waited for.</param>
[GenerateSerializer, Immutable, Alias("federated.OpenRound")]
public sealed record OpenRound(
    [property: Id(0)] string Plan, [property: Id(1)] string PlanHash, [property: Id(2)] string Layout,
    [property: Id(3)] ImmutableArray<string> Cohort, [property: Id(4)] string BaseModel, [property: Id(5)] string? ServerState,
    [property: Id(6)] RoundTermsMessage Terms, [property: Id(8)] int? Places = null)
{
    /// <summary>For each of the cohort the last committed round that counted its update, 0 for none; empty where no node asks.</summary>
    [Id(7)]
    public ImmutableArray<int> Counted { get; init; } = [];
}
