using System.Collections.Immutable;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;

namespace Federated.Grains.Round;

/// <summary>The stored state of a round grain.</summary>
public sealed record RoundRecord
{
    /// <summary>The round, or null before it is opened.</summary>
    public RoundState? State { get; init; }

    /// <summary>The run's canonical plan, JSON.</summary>
    public string Plan { get; init; } = string.Empty;

    /// <summary>The plan's hash.</summary>
    public string PlanHash { get; init; } = string.Empty;

    /// <summary>The layout of the updates.</summary>
    public string Layout { get; init; } = string.Empty;

    /// <summary>The last committed round that counted a member's update, by member; members without one are left out.</summary>
    public ImmutableSortedDictionary<string, int> Counted { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>The strategy's moments after the last round, a blob; null in round 1.</summary>
    public string? ServerState { get; init; }

    /// <summary>Clip norm and noise multiplier of this round.</summary>
    public RoundTerms Terms { get; init; } = new(null, null);

    /// <summary>The run's weight where several runs want a partner.</summary>
    public int Priority { get; init; } = 1;
}
