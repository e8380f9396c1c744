namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// log A(alpha), A = E_Q[(1 - q + q exp(t))^alpha], t = (2 z - 1) / (2 sigma^2), for the Poisson-sampled Gaussian (Mironov, Talwar, Zhang,
/// 1908.10530, 3.3); the add direction is never larger. RDP is log A / (alpha - 1).
/// </summary>
/// <remarks>
/// Both forms compute A - 1 from positive terms, so small values keep their digits. Whole orders: the binomial sum, exact. Others: the
/// trapezoid rule on (1 + u)^alpha - 1 - alpha u, u = q (exp(t) - 1) of mean 0; it is analytic in the strip |Im z| &lt; pi sigma^2, so the
/// error falls as exp(-2 pi^2 sigma^2 / step), below 1e-15 at a step of min(0.2, sigma / 2) sigma. Below sigma 0.05, and where only
/// whole orders hold, log A is bounded between whole orders by its convexity.
/// </remarks>
internal static class PoissonRdp
{
    private const double LeastSigma = 0.05;

    internal static double[] LogMoments(double sigma, double rate, ReadOnlySpan<double> orders, bool wholeOrdersOnly = false)
    {
        var result = new double[orders.Length];
        Nodes? nodes = null;
        for (var i = 0; i < orders.Length; i++)
        {
            if (double.IsInteger(orders[i]))
                result[i] = Whole(sigma, rate, (int)orders[i]);
            else if (wholeOrdersOnly || sigma < LeastSigma)
                result[i] = Between(orders[i], order => Whole(sigma, rate, order));
            else
                result[i] = (nodes ??= new Nodes(sigma, rate, MostFractional(orders))).LogMoment(orders[i]);
        }

        return result;
    }

    /// <summary>The chord of a function that is convex in the order and 0 at order 1.</summary>
    internal static double Between(double order, Func<int, double> whole)
    {
        var floor = (int)Math.Floor(order);
        return (floor + 1 - order) * whole(floor) + (order - floor) * whole(floor + 1);
    }

    internal static double Whole(double sigma, double rate, int order)
    {
        if (rate == 1)
            return order * (order - 1.0) / (2 * sigma * sigma);
        var log = double.NegativeInfinity; // Of A - 1: the k = 0 and 1 terms of the binomial sum are the same with and without noise.
        for (var k = 2; k <= order; k++)
        {
            var moment = k * (k - 1.0) / (2 * sigma * sigma);
            var excess = moment > 30 ? moment + Elementary.Log1P(-Math.Exp(-moment)) : Math.Log(Elementary.ExpM1(moment));
            log = Elementary.LogAdd(log, LogGamma.LogChoose(order, k) + k * Math.Log(rate) + (order - k) * Elementary.Log1P(-rate) + excess);
        }

        return log < -30 ? Math.Exp(log) : Elementary.LogAdd(0, log);
    }

    private static double MostFractional(ReadOnlySpan<double> orders)
    {
        var most = 1.0;
        foreach (var order in orders)
            most = double.IsInteger(order) ? most : Math.Max(most, order);
        return most;
    }

    private sealed class Nodes
    {
        private readonly double _step;
        private readonly double[] _logDensity;
        private readonly double[] _excess; // u
        private readonly double[] _log; // log(1 + u)

        internal Nodes(double sigma, double rate, double mostOrder)
        {
            _step = Math.Min(0.2, 0.5 * sigma) * sigma;
            var (low, high) = (-10 * sigma, mostOrder + 10 * sigma);
            var count = (int)Math.Ceiling((high - low) / _step) + 1;
            (_logDensity, _excess, _log) = (new double[count], new double[count], new double[count]);
            var side = new MixtureSide(rate, 1, sigma);
            for (var i = 0; i < count; i++)
            {
                var z = low + i * _step;
                _logDensity[i] = -z * z / (2 * sigma * sigma) - Math.Log(sigma) - 0.91893853320467274178;
                _excess[i] = rate * Elementary.ExpM1((2 * z - 1) / (2 * sigma * sigma));
                _log[i] = side.LogRatio(z);
            }
        }

        internal double LogMoment(double order)
        {
            var top = 0.0;
            for (var i = 0; i < _log.Length; i++)
                top = Math.Max(top, _logDensity[i] + order * _log[i]);
            var sum = 0.0;
            for (var i = 0; i < _log.Length; i++)
            {
                var power = order * _log[i];
                sum += power > 40
                    ? Math.Exp(_logDensity[i] + power - top)
                    : Math.Exp(_logDensity[i] - top) * Excess(order, _excess[i], power);
            }

            return top < 600 ? Elementary.Log1P(sum * _step * Math.Exp(top)) : top + Math.Log(sum * _step);
        }

        /// <summary>(1 + u)^order - 1 - order u, by its series where the terms would cancel.</summary>
        private static double Excess(double order, double u, double power)
        {
            if (order * Math.Abs(u) > 0.05)
                return Math.Exp(power) - 1 - order * u;
            double term = order * u, sum = 0;
            for (var k = 1; k < 30 && Math.Abs(term) > 1e-18 * sum; k++)
            {
                term *= (order - k) / (k + 1) * u;
                sum += term;
            }

            return sum;
        }
    }
}
