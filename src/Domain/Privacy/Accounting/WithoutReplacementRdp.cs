namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// log A(alpha) for the Gaussian over a fixed-size sample under replace-one: Wang, Balle, Kasiviswanathan, 1808.00087, Theorem 27.
/// </summary>
/// <remarks>
/// The theorem's forward differences B(k) = E_Q[(P/Q - 1)^k] are needed at even k only and are computed as that integral of positive terms,
/// by the trapezoid rule (exact to rounding for Gaussians). From order 257 on the simpler bound 2 exp(k (k - 1) / (2 sigma^2)) is used.
/// </remarks>
internal static class WithoutReplacementRdp
{
    private const int MostExactOrder = 256;

    internal static double[] LogMoments(double sigma, double rate, ReadOnlySpan<double> orders)
    {
        var differences = new Dictionary<int, double>();
        var result = new double[orders.Length];
        for (var i = 0; i < orders.Length; i++)
        {
            result[i] = rate == 1
                ? orders[i] * (orders[i] - 1) / (2 * sigma * sigma)
                : double.IsInteger(orders[i]) ? Whole((int)orders[i]) : PoissonRdp.Between(orders[i], Whole);
        }

        return result;

        double Whole(int order)
        {
            var log = double.NegativeInfinity;
            for (var k = 2; k <= order; k++)
            {
                var moment = k * (k - 1) / (2 * sigma * sigma);
                var bound = Math.Log(2) + moment;
                if (k == 2)
                    bound = Math.Min(bound, Math.Log(4) + moment + Elementary.Log1P(-Math.Exp(-moment)));
                else if (order <= MostExactOrder)
                    bound = Math.Min(bound, Math.Log(4) + (Difference(k / 2 * 2) + Difference((k + 1) / 2 * 2)) / 2);
                log = Elementary.LogAdd(log, bound + k * Math.Log(rate) + LogGamma.LogChoose(order, k));
            }

            return log < -30 ? Math.Exp(log) : Elementary.LogAdd(0, log);
        }

        double Difference(int k) =>
            differences.TryGetValue(k, out var known) ? known : differences[k] = LogDifference(sigma, k);
    }

    /// <summary>log E[(exp((2 z - 1) / (2 sigma^2)) - 1)^k] over z from N(0, sigma^2), k even.</summary>
    private static double LogDifference(double sigma, int k)
    {
        var (low, step) = (-10 * sigma, 0.25 * sigma);
        var count = (int)((k + 20 * sigma) / step) + 1;
        var terms = new double[count];
        for (var i = 0; i < count; i++)
        {
            var z = low + i * step;
            var t = (2 * z - 1) / (2 * sigma * sigma);
            var log = t > 30 ? t + Elementary.Log1P(-Math.Exp(-t)) : Math.Log(Math.Abs(Elementary.ExpM1(t)));
            terms[i] = -z * z / (2 * sigma * sigma) + k * log;
        }

        return Cumulant.Of(terms, new double[count], 0).Value + Math.Log(step / sigma) - 0.91893853320467274178;
    }
}
