using System.Collections.Immutable;

namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// Renyi differential privacy of events (Mironov, 1702.07476): the numbers add up under composition at every order, and convert to
/// (epsilon, delta) at the end.
/// </summary>
public sealed class RdpAccountant
{
    private const double Slack = 1e-12; // Rounding of the sums, relative.

    /// <summary>1.1 to 10.9 by 0.1, 11 to 63, 128, 256, 512, 1024.</summary>
    public static ImmutableArray<double> DefaultOrders { get; } =
    [
        .. Enumerable.Range(11, 99).Select(tenth => tenth / 10.0), .. Enumerable.Range(11, 53).Select(order => (double)order),
        128, 256, 512, 1024,
    ];

    /// <summary>
    /// The whole ones among <see cref="DefaultOrders"/>: under sampling, only these hold for noise that is drawn on a grid (at other orders the
    /// continuous formula may undercut the truth by a hair).
    /// </summary>
    public static ImmutableArray<double> WholeOrders { get; } = [.. DefaultOrders.Where(order => order >= 2 && double.IsInteger(order))];

    /// <summary>The Renyi divergence of one release at each order, an upper bound; infinity where there is none.</summary>
    /// <param name="privacyEvent">The release.</param>
    /// <param name="orders">Each above 1.</param>
    /// <param name="neighbouring">The relation.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: the event has no bound under the relation, or an order is not above 1.</exception>
    public static double[] Rdp(PrivacyEvent privacyEvent, ReadOnlySpan<double> orders, Neighbouring neighbouring = Neighbouring.AddOrRemove)
    {
        ArgumentNullException.ThrowIfNull(privacyEvent);
        foreach (var order in orders)
        {
            if (!double.IsFinite(order) || order <= 1)
                throw Parameter.Refuse($"Got an order of {Parameter.Text(order)}, it must be finite and above 1.");
        }

        var replace = neighbouring == Neighbouring.ReplaceOne;
        var distance = replace ? 2 : 1;
        return (privacyEvent, replace) switch
        {
            (GaussianEvent g, _) => Linear(orders, distance * distance / (2 * g.NoiseMultiplier * g.NoiseMultiplier)),
            (PoissonSampledGaussianEvent { SamplingRate: 1 } p, _) =>
                Linear(orders, distance * distance / (2 * p.NoiseMultiplier * p.NoiseMultiplier)),
            (PoissonSampledGaussianEvent p, false) => PerOrder(PoissonRdp.LogMoments(p.NoiseMultiplier, p.SamplingRate, orders), orders),
            (PoissonSampledGaussianEvent p, true) => PerOrder(Replaced(p.NoiseMultiplier, p.SamplingRate, orders), orders),
            (TruncatedPoissonGaussianEvent t, false) => PerOrder(Truncated(t, orders), orders),
            (WithoutReplacementGaussianEvent w, true) => PerOrder(
                WithoutReplacementRdp.LogMoments(w.ReplaceOneNoiseMultiplier, (double)w.SampleSize / w.DatasetSize, orders), orders),
            (DiscreteGaussianEvent { SamplingRate: 1 } d, _) => Linear(orders, Square(distance * d.Sensitivity / d.Sigma) / 2),
            (DiscreteGaussianEvent d, false) =>
                PerOrder(PoissonRdp.LogMoments(d.Sigma / d.Sensitivity, d.SamplingRate, orders, wholeOrdersOnly: true), orders),
            (ZeroConcentratedEvent z, _) => Linear(orders, z.Rho),
            _ => throw Parameter.Refuse(
                $"Got {privacyEvent.GetType().Name} under {neighbouring}, for which no bound is known here; use the other relation."),
        };
    }

    /// <summary>The sum over events of count times the RDP of one.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001 as for one event.</exception>
    public static double[] Rdp(
        IEnumerable<ComposedEvent> events, ReadOnlySpan<double> orders, Neighbouring neighbouring = Neighbouring.AddOrRemove)
    {
        ArgumentNullException.ThrowIfNull(events);
        var total = new double[orders.Length];
        foreach (var group in events.Where(composed => composed.Count > 0).GroupBy(composed => composed.Event))
        {
            var (count, one) = (group.Sum(composed => (double)composed.Count), Rdp(group.Key, orders, neighbouring));
            for (var i = 0; i < total.Length; i++)
                total[i] += count * one[i];
        }

        return total;
    }

    /// <summary>
    /// The smallest epsilon over the orders and the order that gave it: rdp + log(1 - 1/a) - (log delta + log a) / (a - 1) (Canonne, Kamath,
    /// Steinke, 2004.00010, Proposition 12), or 0 where the total variation, at most sqrt(1 - exp(-rdp)), is within delta.
    /// </summary>
    /// <exception cref="Errors.FederatedException">FED-1001: delta is out of range.</exception>
    /// <exception cref="ArgumentException">The two lists differ in length or are empty.</exception>
    public static (double Epsilon, double Order) ToEpsilon(ReadOnlySpan<double> orders, ReadOnlySpan<double> rdp, double delta)
    {
        Parameter.Delta(delta);
        if (orders.Length != rdp.Length || orders.IsEmpty)
            throw new ArgumentException($"Got {orders.Length} orders and {rdp.Length} values, wanted as many of both, and some.");
        var best = (Epsilon: double.PositiveInfinity, Order: orders[0]);
        for (var i = 0; i < orders.Length; i++)
        {
            var (order, value) = (orders[i], rdp[i]);
            var epsilon = delta * delta + Elementary.ExpM1(-value) > 0
                ? 0
                : Math.Max(0, value + Elementary.Log1P(-1 / order) - (Math.Log(delta) + Math.Log(order)) / (order - 1));
            if (epsilon < best.Epsilon)
                best = (epsilon, order);
        }

        return best;
    }

    private static double[] Linear(ReadOnlySpan<double> orders, double slope)
    {
        var result = new double[orders.Length];
        for (var i = 0; i < orders.Length; i++)
            result[i] = orders[i] * slope;
        return result;
    }

    private static double[] PerOrder(double[] logMoments, ReadOnlySpan<double> orders)
    {
        for (var i = 0; i < logMoments.Length; i++)
            logMoments[i] = logMoments[i] * (1 + Slack) / (orders[i] - 1);
        return logMoments;
    }

    /// <summary>By quadrature over the pair of mixtures; its absolute error of 1e-14 is added ten times.</summary>
    private static double[] Replaced(double sigma, double rate, ReadOnlySpan<double> orders)
    {
        var loss = GaussianLoss.ReplaceOne(sigma, rate);
        var result = new double[orders.Length];
        for (var i = 0; i < orders.Length; i++)
            result[i] = loss.LogMoment(orders[i] - 1) + 1e-13;
        return result;
    }

    /// <summary>The moments of a public coin's two branches mix linearly.</summary>
    private static double[] Truncated(TruncatedPoissonGaussianEvent t, ReadOnlySpan<double> orders)
    {
        var (cut, rate) = TruncatedPoisson.Branches(t);
        var plain = PoissonRdp.LogMoments(t.NoiseMultiplier, t.SamplingRate, orders);
        if (cut == 0)
            return plain;
        var displaced = Replaced(t.NoiseMultiplier / 2, rate, orders);
        if (cut >= 1)
            return displaced;
        for (var i = 0; i < plain.Length; i++)
            plain[i] = Elementary.LogAdd(Elementary.Log1P(-cut) + plain[i], Math.Log(cut) + displaced[i]);
        return plain;
    }

    private static double Square(double value) => value * value;
}
