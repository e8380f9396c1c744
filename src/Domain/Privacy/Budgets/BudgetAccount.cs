using System.Collections.Immutable;
using Federated.Domain.Privacy.Accounting;

namespace Federated.Domain.Privacy.Budgets;

/// <summary>
/// Epsilon over all of a partner's runs. One run alone, declared in advance, is measured by the better of RDP and PLD. As soon as there
/// are several runs, or an adaptive one, later releases may depend on earlier ones, and the budget becomes a Renyi filter.
/// </summary>
/// <remarks>
/// <para>
/// <b>Fixed orders.</b> A filter is valid at orders that were fixed before the first output, with the delta divided among them (Feldman and
/// Zrnic 2008.11193 at one order; Lecuyer 2103.01379). Taking the best of many orders afterwards, at the whole delta, is not: which order
/// is best then depends on outputs. So <see cref="Orders"/> follow from the agreed (epsilon, delta) and from nothing else. A budget that is
/// spent by a Gaussian's RDP, rho a, is tight at about a = 1 + 2 ln(1/delta)/epsilon; sampling makes RDP grow faster in a, which half of
/// that order covers. Two orders cost ln 2/(a - 1) in epsilon, a sixth of the rounds or less where either is near the best.
/// </para>
/// <para>
/// <b>A run that was admitted by PLD gives nothing back.</b> Where a run stops may depend on its outputs. The runs that go on to their end are
/// within (epsilon, delta) by PLD, and those that stop and make room for others by the filter: together that could be twice the delta. So
/// the rounds that an ended run did not have count as unspent only if the filter alone would have admitted its whole schedule.
/// </para>
/// </remarks>
public static class BudgetAccount
{
    private const int LeastOrder = 2;
    private const int MostOrder = 1024;

    /// <summary>The Renyi orders of a budget, one or two whole numbers, each with an equal part of the delta.</summary>
    public static ImmutableArray<int> Orders(PrivacyBudget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        var tight = 1 + (2 * Math.Log(1 / budget.Delta) / budget.Epsilon);
        return [.. new[] { Whole(tight / 2), Whole(tight) }.Distinct()];
    }

    /// <summary>Epsilon of all charges together at the budget's delta; 0 without any. The budget holds while this is at most its epsilon.</summary>
    public static double Epsilon(IReadOnlyCollection<RunCharge> charges, PrivacyBudget budget)
    {
        ArgumentNullException.ThrowIfNull(charges);
        var orders = Orders(budget);
        var byFilter = Filtered(charges.SelectMany(charge => Counted(charge, budget, orders)), budget, orders);
        return charges.Count == 1 && charges.First() is { IsAdaptive: false, Declared: { IsEmpty: false } declared }
            ? Math.Min(byFilter, PrivacyAccountant.Report(declared, budget.Delta, orders: PrivacySchedule.Orders(declared)).Epsilon)
            : byFilter;
    }

    private static ImmutableArray<ComposedEvent> Counted(RunCharge charge, PrivacyBudget budget, ImmutableArray<int> orders) => charge switch
    {
        { Used: { } used, IsAdaptive: true } => used,
        { Used: { } used } when Filtered(charge.Declared, budget, orders) <= budget.Epsilon => used,
        _ => charge.Declared,
    };

    private static double Filtered(IEnumerable<ComposedEvent> events, PrivacyBudget budget, ImmutableArray<int> orders)
    {
        double[] all = [.. orders.Select(order => (double)order)];
        ComposedEvent[] released = [.. events.Where(composed => composed.Count > 0)];
        return released.Length == 0 ? 0 : RdpAccountant.ToEpsilon(all, RdpAccountant.Rdp(released, all), budget.Delta / all.Length).Epsilon;
    }

    private static int Whole(double order) => (int)Math.Clamp(Math.Round(order), LeastOrder, MostOrder);
}
