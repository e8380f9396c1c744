using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.Domain.Rounds;

/// <summary>
/// Draws a round's cohort without replacement, from a seed, so that a run with fixed seeds repeats. <c>random</c> and
/// <c>fair</c> follow from the plan and the ledger alone (<see cref="CohortAudit"/> draws them again); <c>resources</c> also
/// from what nodes declared.
/// </summary>
public static class CohortSelection
{
    /// <summary>A partner that is weaker, or missed more, than this allows for still weighs 1/8 for each of the two.</summary>
    private const double Floor = 1.0 / 8;
    private const int MostMissed = 3;
    private const int Patience = 4;

    /// <summary>The cohort of a round by the plan's rule, sorted by name.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="round">The round number.</param>
    /// <param name="available">The run's partners that are not suspended.</param>
    /// <param name="assigned">How many to draw; all of them when there are fewer.</param>
    /// <param name="history">The run so far.</param>
    /// <param name="capability">What a partner's node declared, or null.</param>
    public static ImmutableArray<PartnerName> Select(
        RunPlan plan, int round, IEnumerable<PartnerName> available, int assigned, CohortHistory history, Func<PartnerName, NodeCapability?> capability)
    {
        var pool = available.Distinct().ToArray();
        var seed = plan.Cohort.Seed;
        var order = plan.Cohort.Selection switch
        {
            CohortPlan.Fair => Fairly(pool, seed, round, history),
            CohortPlan.Resources => ByResources(pool, assigned, seed, round, history, Strengths(plan, pool, capability)),
            _ => null,
        };
        return order is null ? Draw(pool, assigned, seed, round) : Sorted(order.Take(assigned));
    }

    /// <summary>A uniform draw, sorted by name.</summary>
    /// <param name="eligible">The run's partners.</param>
    /// <param name="size">How many to draw; all of them when there are fewer.</param>
    /// <param name="seed">The plan's cohort seed.</param>
    /// <param name="round">The round number; every round has a draw of its own. The run id plays no part, so that the same plan repeats.</param>
    public static ImmutableArray<PartnerName> Draw(IEnumerable<PartnerName> eligible, int size, ulong seed, int round)
    {
        var pool = Sorted(eligible.Distinct()).ToArray();
        if (pool.Length > size)
        {
            var random = new SeededRandom(SeededRandom.Derive(seed, "cohort", round.ToString(CultureInfo.InvariantCulture)));
            random.Shuffle(pool.AsSpan());
        }

        return Sorted(pool.Take(size));
    }

    /// <summary>The fewest turns first; the seed decides among equals.</summary>
    private static IEnumerable<PartnerName> Fairly(PartnerName[] pool, ulong seed, int round, CohortHistory history) => pool
        .OrderBy(p => history.Partners.GetValueOrDefault(p).Turns)
        .ThenBy(p => Random(seed, round, p).NextUInt64())
        .ThenBy(p => p.ToString(), StringComparer.Ordinal);

    /// <summary>
    /// Weighted without replacement: the smallest of -ln(u)/w first (Efraimidis and Spirakis, IPL 97, 2006), w being strength
    /// times 2^-missed. Whoever was passed over for 4 ceil(N/n) rounds in a row comes before everybody else, the longest wait
    /// first, so that nobody of N waits longer than 5 ceil(N/n) rounds, however weak or late.
    /// </summary>
    private static IEnumerable<PartnerName> ByResources(
        PartnerName[] pool, int assigned, ulong seed, int round, CohortHistory history, Func<PartnerName, double> strength)
    {
        var patience = Patience * ((pool.Length + assigned - 1) / Math.Max(assigned, 1));
        int Waited(PartnerName partner) => round - 1 - history.Partners.GetValueOrDefault(partner).LastRound;
        double Key(PartnerName partner)
        {
            var missed = Math.Min(history.Partners.GetValueOrDefault(partner).Missed, MostMissed);
            return -Math.Log(1 - Random(seed, round, partner).NextDouble()) / (strength(partner) * Math.ScaleB(1, -missed));
        }

        return pool
            .OrderByDescending(p => Waited(p) >= patience ? Waited(p) : 0)
            .ThenBy(Key)
            .ThenBy(p => p.ToString(), StringComparer.Ordinal);
    }

    /// <summary>Power over that of the strongest, at least 1/8; 1/8 where nothing was declared or the model does not fit.</summary>
    private static Func<PartnerName, double> Strengths(RunPlan plan, PartnerName[] pool, Func<PartnerName, NodeCapability?> capability)
    {
        var parameters = plan.Layout.ParameterCount;
        var powers = pool.ToDictionary(p => p, p => capability(p)?.Power(parameters) ?? 0);
        var strongest = Math.Max(1, powers.Values.DefaultIfEmpty(0).Max());
        return partner => Math.Max(Floor, (double)powers[partner] / strongest);
    }

    private static SeededRandom Random(ulong seed, int round, PartnerName partner) =>
        new(SeededRandom.Derive(seed, "cohort", round.ToString(CultureInfo.InvariantCulture), partner.ToString()));

    private static ImmutableArray<PartnerName> Sorted(IEnumerable<PartnerName> partners) => [.. partners.OrderBy(p => p.ToString(), StringComparer.Ordinal)];
}
