using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Budgets;

namespace Federated.ConsoleApp.Offline;

/// <summary>What an adaptive run reserved, charged to its filter again.</summary>
/// <param name="Filter">The filter after every round that it admits.</param>
/// <param name="Reserved">The noise multiplier of each reserved round, in millionths.</param>
/// <param name="Tunings">How often the noise was changed.</param>
/// <param name="Overspent">The first reserved round that the filter does not admit; null when it admits all.</param>
public sealed record AdaptiveAudit(RenyiFilter Filter, ImmutableSortedDictionary<int, long> Reserved, int Tunings, int? Overspent)
{
    /// <summary>Computes it from a run's entries; null when the run is not adaptive.</summary>
    public static AdaptiveAudit? Of(RunPlan plan, IReadOnlyCollection<LedgerEntry> entries)
    {
        if (!PrivacySchedule.IsAdaptive(plan))
            return null;
        var filter = RunFilter.Of(plan);
        int? overspent = null;
        foreach (var round in entries.OfType<RoundReserved>())
        {
            var cost = RunFilter.Cost(filter, plan, round.MicroNoiseMultiplier);
            if (overspent is null && filter.Admits(cost))
                filter = filter.Charge(cost);
            else
                overspent ??= round.Round;
        }

        return new(filter, entries.OfType<RoundReserved>().DistinctBy(round => round.Round).ToImmutableSortedDictionary(round => round.Round, round => round.MicroNoiseMultiplier),
            entries.OfType<NoiseTuned>().Count(), overspent);
    }

    /// <summary>The terms of a round with the noise that was reserved for it.</summary>
    /// <param name="round">The round.</param>
    /// <param name="terms">Its terms but for the noise.</param>
    public RoundTerms Terms(int round, RoundTerms terms) =>
        Reserved.TryGetValue(round, out var noise) ? terms with { NoiseMultiplier = RoundTerms.Multiplier(noise) } : terms;
}
