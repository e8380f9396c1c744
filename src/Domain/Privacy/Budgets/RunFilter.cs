using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Accounting;

namespace Federated.Domain.Privacy.Budgets;

/// <summary>
/// The filter of an adaptive run (Feldman and Zrnic, 2008.11193): whatever rounds it admits one by one, each perhaps chosen from earlier
/// outputs, together are (epsilon, delta)-differentially private. It is folded from the plan and the reserved rounds, never stored.
/// </summary>
/// <remarks>Whole orders from 2 up only: under sampling, a discrete Gaussian keeps within the Gaussian's divergence at these (PRIVACY section 4).</remarks>
public static class RunFilter
{
    private static readonly ImmutableArray<double> Candidates = RdpAccountant.WholeOrders;

    /// <summary>The unspent filter of an adaptive plan, its orders fixed by the plan alone.</summary>
    /// <exception cref="FederatedException">FED-1001: a number is out of range.</exception>
    public static RenyiFilter Of(RunPlan plan)
    {
        var (filter, delta) = (plan.Privacy.Filter!, plan.Privacy.Delta!.Value);
        return filter.Orders is { } orders
            ? RenyiFilter.Create(filter.Epsilon, delta, orders.Select(order => (double)order))
            : RenyiFilter.For(filter.Epsilon, delta, PrivacySchedule.Events(plan, [FirstNoise(plan)])[0].Event, among: Candidates);
    }

    /// <summary>The filter after rounds that were reserved.</summary>
    /// <param name="plan">An adaptive plan.</param>
    /// <param name="reserved">The noise multiplier of each round, in millionths.</param>
    /// <exception cref="FederatedException">FED-1001: the filter does not admit them.</exception>
    public static RenyiFilter After(RunPlan plan, IEnumerable<long> reserved)
    {
        var unspent = Of(plan);
        var costs = new Dictionary<long, ImmutableArray<double>>();
        // One after the other, as a verifier adds them: the sums are the same to the bit.
        return reserved.Aggregate(unspent, (filter, noise) =>
        {
            if (!costs.TryGetValue(noise, out var cost))
                costs.Add(noise, cost = Cost(unspent, plan, noise));
            return filter.Charge(cost);
        });
    }

    /// <summary>The RDP of one round at a filter's orders.</summary>
    /// <param name="filter">The run's filter.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="noise">The round's noise multiplier, in millionths.</param>
    public static ImmutableArray<double> Cost(RenyiFilter filter, RunPlan plan, long noise)
    {
        var round = PrivacySchedule.Events(plan, [noise])[0];
        return [.. filter.Cost(round.Event).Select(one => one * round.Count)];
    }

    /// <summary>Checks that one more round is admitted.</summary>
    /// <param name="plan">An adaptive plan.</param>
    /// <param name="reserved">The noise multiplier of each round so far, in millionths.</param>
    /// <param name="next">That of the next round.</param>
    /// <exception cref="FederatedException">FED-1007: it is not.</exception>
    public static void Check(RunPlan plan, IReadOnlyCollection<long> reserved, long next)
    {
        if (Admits(plan, reserved, next))
            return;
        throw new FederatedException(ErrorCodes.BudgetExceeded, FormattableString.Invariant(
            $"After {reserved.Count} rounds the run's filter of epsilon {plan.Privacy.Filter!.Epsilon} at delta {plan.Privacy.Delta:0.##e+0} admits no further round with noise multiplier {RoundTerms.Multiplier(next)}."));
    }

    /// <summary>Whether one more round is admitted.</summary>
    public static bool Admits(RunPlan plan, IEnumerable<long> reserved, long next)
    {
        var filter = After(plan, reserved);
        return filter.Admits(Cost(filter, plan, next));
    }

    /// <summary>Odometer reading in epsilon after reserved rounds; not a guarantee (<see cref="RenyiFilter.Reading"/>).</summary>
    public static double Reading(RunPlan plan, IEnumerable<long> reserved) => After(plan, reserved).Reading;

    /// <summary>The noise multiplier of the first rounds, in millionths.</summary>
    public static long FirstNoise(RunPlan plan) => RoundTerms.Millionths(plan.Privacy.NoiseMultiplier!.Value)
        ?? throw new FederatedException(ErrorCodes.PlanInvalid, "Got a noise multiplier that is no whole number of millionths, wanted one in an adaptive run.");
}
