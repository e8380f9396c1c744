using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;

namespace Federated.Domain.Privacy.Budgets;

/// <summary>How far an adaptive run got, folded from its ledger entries.</summary>
/// <param name="Launched">The launch entry.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Reserved">The noise multiplier of every reserved round, from round 1, in millionths.</param>
/// <param name="Noise">That of the next round, in millionths.</param>
/// <param name="ClosedRounds">Rounds that are committed or abandoned.</param>
public sealed record AdaptiveBook(RunLaunched Launched, RunPlan Plan, ImmutableArray<long> Reserved, long Noise, int ClosedRounds)
{
    /// <summary>The book of a launch; null when the run is not adaptive.</summary>
    public static AdaptiveBook? Of(RunLaunched launched) => AdaptiveLaunch.PlanOf(launched) is { } plan
        ? new(launched, plan, [], RunFilter.FirstNoise(plan), 0)
        : null;

    /// <summary>The book of a run's entries; null when the run is not adaptive, or not launched.</summary>
    public static AdaptiveBook? Of(IEnumerable<LedgerEntry> entries) =>
        entries.Aggregate((AdaptiveBook?)null, (book, entry) => entry is RunLaunched launched ? Of(launched) : book?.Apply(entry));

    /// <summary>The book with one more entry of the run; entries of other kinds change nothing.</summary>
    public AdaptiveBook Apply(LedgerEntry entry) => entry switch
    {
        NoiseTuned tuned => this with { Noise = tuned.MicroNoiseMultiplier },
        RoundReserved reserved => this with { Reserved = Reserved.Add(reserved.MicroNoiseMultiplier) },
        RoundCommitted committed => this with { ClosedRounds = committed.Round },
        RoundAbandoned abandoned => this with { ClosedRounds = abandoned.Round },
        _ => this,
    };
}
