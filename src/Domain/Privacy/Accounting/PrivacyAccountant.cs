using System.Collections.Immutable;

namespace Federated.Domain.Privacy.Accounting;

/// <summary>Computes what a stored list of events guarantees, by every accountant that applies.</summary>
/// <remarks>
/// The guarantee is for releases on the same data, fixed beforehand or, by RDP alone, gated by <see cref="RenyiFilter"/>. Partner-level and
/// record-level events are different lists with different reports; they are never merged.
/// </remarks>
public static class PrivacyAccountant
{
    /// <summary>The report for these events.</summary>
    /// <param name="events">What was released; their order does not matter.</param>
    /// <param name="delta">Above 0 and below 1. Below 1e-12 there is no PLD bound: the transform's rounding is bounded, but not for that.</param>
    /// <param name="neighbouring">The relation.</param>
    /// <param name="orders">The Renyi orders; <see cref="RdpAccountant.DefaultOrders"/> when absent.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: delta is out of range, or an event has no bound under the relation.</exception>
    public static PrivacyReport Report(
        IEnumerable<ComposedEvent> events, double delta, Neighbouring neighbouring = Neighbouring.AddOrRemove, ImmutableArray<double>? orders = null)
    {
        var released = Released(events);
        Parameter.Delta(delta);
        var among = (orders ?? RdpAccountant.DefaultOrders).AsSpan();
        var (rdp, order) = RdpAccountant.ToEpsilon(among, RdpAccountant.Rdp(released, among, neighbouring), delta);
        var bounds = delta < PrivacyLossDistribution.LeastDelta
            ? null
            : Distribution(released, neighbouring)?.Bounds(delta, PrivacyLossDistribution.DefaultTolerance, optimistic: true);
        var pld = bounds?.Upper;
        var byPld = pld <= rdp;
        return new(
            byPld ? pld!.Value : rdp, rdp, order, pld, bounds is null ? null : Math.Min(bounds.Value.Lower, Math.Min(rdp, pld!.Value)),
            delta, neighbouring, byPld
                ? "PLD, connect-the-dots, hockey-stick divergence"
                : $"RDP at order {Parameter.Text(order)}, Canonne-Kamath-Steinke Proposition 12");
    }

    /// <summary>One upper bound on epsilon, without the rest of the report.</summary>
    /// <param name="events">What was released.</param>
    /// <param name="delta">Above 0 and below 1.</param>
    /// <param name="neighbouring">The relation.</param>
    /// <param name="method">Which accountant.</param>
    /// <param name="tolerance">How far the PLD's grid may raise epsilon, relative.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range, or the method has no bound for an event.</exception>
    public static double Epsilon(
        IEnumerable<ComposedEvent> events,
        double delta,
        Neighbouring neighbouring = Neighbouring.AddOrRemove,
        AccountingMethod method = AccountingMethod.Tightest,
        double tolerance = PrivacyLossDistribution.DefaultTolerance)
    {
        var released = Released(events);
        Parameter.Delta(delta);
        var epsilon = double.PositiveInfinity;
        if (method != AccountingMethod.Pld)
        {
            var orders = RdpAccountant.DefaultOrders.AsSpan();
            epsilon = RdpAccountant.ToEpsilon(orders, RdpAccountant.Rdp(released, orders, neighbouring), delta).Epsilon;
        }

        if (method == AccountingMethod.Rdp || method == AccountingMethod.Tightest && delta < PrivacyLossDistribution.LeastDelta)
            return epsilon;
        var distribution = Distribution(released, neighbouring);
        if (distribution is null && method == AccountingMethod.Pld)
            throw Parameter.Refuse($"Got an event without a loss distribution under {neighbouring}; use RDP.");
        return Math.Min(epsilon, distribution?.EpsilonFor(delta, tolerance) ?? double.PositiveInfinity);
    }

    private static List<ComposedEvent> Released(IEnumerable<ComposedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return [.. events.Where(composed => composed.Count > 0)];
    }

    private static PrivacyLossDistribution? Distribution(List<ComposedEvent> events, Neighbouring neighbouring)
    {
        var total = PrivacyLossDistribution.Nothing;
        foreach (var composed in events)
        {
            if (PrivacyLossDistribution.Of(composed.Event, neighbouring) is not { } one)
                return null;
            total = total.Compose(one.Compose(composed.Count));
        }

        return total;
    }
}
