using System.Collections.Immutable;

namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// A privacy filter: it admits releases one at a time, each perhaps chosen from earlier outputs, and all that it admits together is
/// (epsilon, delta)-differentially private (Feldman, Zrnic, 2008.11193, at a fixed order). The state is immutable and folds from events.
/// </summary>
/// <remarks>
/// With k orders, delta / k is kept for each: at each order the run stopped where that order is spent is a valid filter, every admitted
/// transcript keeps within some order, and the union bound adds the k deltas. So name few orders; <see cref="For"/> names one.
/// The orders are fixed before the first output.
/// </remarks>
public sealed record RenyiFilter
{
    private const double Slack = 1e-12;

    private RenyiFilter(double epsilon, double delta, Neighbouring neighbouring, ImmutableArray<double> orders, ImmutableArray<double> spent) =>
        (Epsilon, Delta, Neighbouring, Orders, Spent) = (epsilon, delta, neighbouring, orders, spent);

    /// <summary>The budget's epsilon.</summary>
    public double Epsilon { get; }

    /// <summary>The budget's delta.</summary>
    public double Delta { get; }

    /// <summary>The relation of the budget.</summary>
    public Neighbouring Neighbouring { get; }

    /// <summary>The orders, fixed.</summary>
    public ImmutableArray<double> Orders { get; }

    /// <summary>RDP spent at each order.</summary>
    public ImmutableArray<double> Spent { get; private init; }

    /// <summary>An unspent filter.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public static RenyiFilter Create(
        double epsilon, double delta, IEnumerable<double> orders, Neighbouring neighbouring = Neighbouring.AddOrRemove)
    {
        Parameter.Positive("an epsilon", epsilon);
        Parameter.Delta(delta);
        var all = orders.Distinct().Order().ToImmutableArray();
        if (all.IsEmpty || all.Any(order => !double.IsFinite(order) || order <= 1))
            throw Parameter.Refuse("Got orders for a filter that are not all finite and above 1, or none.");
        return new(epsilon, delta, neighbouring, all, [.. new double[all.Length]]);
    }

    /// <summary>
    /// An unspent filter at the one order that admits the most of an expected release: the lowest of those that admit as many up to 10^-9,
    /// so that the last bit of a logarithm does not choose.
    /// </summary>
    /// <param name="epsilon">The budget's epsilon.</param>
    /// <param name="delta">The budget's delta.</param>
    /// <param name="expected">The release.</param>
    /// <param name="neighbouring">The relation.</param>
    /// <param name="among">The orders to choose from; null for the default ones.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public static RenyiFilter For(
        double epsilon, double delta, PrivacyEvent expected, Neighbouring neighbouring = Neighbouring.AddOrRemove, ImmutableArray<double>? among = null)
    {
        var all = among ?? RdpAccountant.DefaultOrders;
        var one = RdpAccountant.Rdp(expected, all.AsSpan(), neighbouring);
        var admitted = all.Select((order, i) => Limit(epsilon, delta, order) / one[i]).ToArray();
        var most = admitted.Max();
        return Create(epsilon, delta, [all[Array.FindIndex(admitted, number => number >= most - (1e-9 * Math.Abs(most)))]], neighbouring);
    }

    /// <summary>
    /// Epsilon of what was charged so far, at the filter's delta: an odometer reading. It tells how far the filter is; the guarantee is
    /// <see cref="Epsilon"/>, whatever the reading says when the run ends.
    /// </summary>
    public double Reading => Spent.All(spent => spent == 0) ? 0 : RdpAccountant.ToEpsilon(Orders.AsSpan(), Spent.AsSpan(), Delta / Orders.Length).Epsilon;

    /// <summary>The RDP of an event at this filter's orders.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: the event has no bound under the relation.</exception>
    public ImmutableArray<double> Cost(PrivacyEvent privacyEvent) => [.. RdpAccountant.Rdp(privacyEvent, Orders.AsSpan(), Neighbouring)];

    /// <summary>Whether the budget holds after one more release with this RDP.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: not one number, at least 0, for each order.</exception>
    public bool Admits(ImmutableArray<double> rdp)
    {
        Check(rdp);
        for (var i = 0; i < rdp.Length; i++)
        {
            if ((Spent[i] + rdp[i]) * (1 + Slack) <= Limit(Epsilon, Delta / Orders.Length, Orders[i]))
                return true;
        }

        return false;
    }

    /// <summary>Whether the budget holds after one more of this event.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: the event has no bound under the relation.</exception>
    public bool Admits(PrivacyEvent privacyEvent) => Admits(Cost(privacyEvent));

    /// <summary>The filter with this RDP spent. Charge before the output leaves.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: the budget does not hold, or not one number for each order.</exception>
    public RenyiFilter Charge(ImmutableArray<double> rdp) => Admits(rdp)
        ? this with { Spent = [.. Spent.Zip(rdp, (spent, next) => spent + next)] }
        : throw Parameter.Refuse($"Got a release that would exceed the budget of epsilon {Parameter.Text(Epsilon)} at delta " +
            $"{Parameter.Text(Delta)}, it must stay within at one of the orders.");

    /// <summary>The filter with this event spent.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: the budget does not hold, or the event has no bound.</exception>
    public RenyiFilter Charge(PrivacyEvent privacyEvent) => Charge(Cost(privacyEvent));

    /// <summary>The filter after stored events, in their order.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: the events exceed the budget.</exception>
    public RenyiFilter Fold(IEnumerable<ComposedEvent> events) => events.Where(composed => composed.Count > 0).Aggregate(
        this, (filter, composed) => filter.Charge([.. filter.Cost(composed.Event).Select(one => one * composed.Count)]));

    /// <summary>Equal budgets, orders and spending.</summary>
    public bool Equals(RenyiFilter? other) => other is not null && Epsilon.Equals(other.Epsilon) && Delta.Equals(other.Delta)
        && Neighbouring == other.Neighbouring && Orders.SequenceEqual(other.Orders) && Spent.SequenceEqual(other.Spent);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Epsilon, Delta, Neighbouring, Orders.Length, Spent[0]);

    /// <summary>The most RDP at an order that converts to epsilon at delta (2004.00010, Proposition 12, solved).</summary>
    private static double Limit(double epsilon, double delta, double order) =>
        epsilon - Elementary.Log1P(-1 / order) + (Math.Log(delta) + Math.Log(order)) / (order - 1);

    private void Check(ImmutableArray<double> rdp)
    {
        if (rdp.IsDefault || rdp.Length != Orders.Length || rdp.Any(value => !(value >= 0)))
            throw Parameter.Refuse($"Got an RDP that is not {Orders.Length} numbers of at least 0.");
    }
}
