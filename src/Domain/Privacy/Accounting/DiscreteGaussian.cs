namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// The discrete Gaussian on the integers, mass proportional to exp(-k^2 / (2 sigma^2)), and the exact privacy of adding it to an integer of
/// known sensitivity (Canonne, Kamath, Steinke, 2004.00010, Theorem 7).
/// </summary>
public static class DiscreteGaussian
{
    /// <summary>The sum of exp(-k^2 / (2 sigma^2)) over all integers.</summary>
    /// <param name="variance">sigma^2, finite and positive.</param>
    /// <exception cref="Errors.FederatedException">FED-1001 when it is not.</exception>
    public static double Normalizer(double variance)
    {
        Parameter.Positive("a variance", variance);

        // Poisson summation: for wide noise the dual sum converges at once.
        double sum = 1, term = 1;
        if (variance < 1)
        {
            for (var k = 1; term > 1e-20; k++)
                sum += 2 * (term = Math.Exp(-(double)k * k / (2 * variance)));
            return sum;
        }

        for (var k = 1; term > 1e-20; k++)
            sum += 2 * (term = Math.Exp(-2 * Math.PI * Math.PI * variance * k * k));
        return Math.Sqrt(2 * Math.PI * variance) * sum;
    }

    /// <summary>The probability of <paramref name="k"/>.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001 when the variance is not finite and positive.</exception>
    public static double Probability(long k, double variance) => Math.Exp(-(double)k * k / (2 * variance)) / Normalizer(variance);

    /// <summary>The variance of the distribution: below <paramref name="variance"/>, and close to it from 1 on.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001 when the parameter is not finite and positive.</exception>
    public static double Variance(double variance)
    {
        Parameter.Positive("a variance", variance);
        var sum = 0.0;
        var reach = (long)Math.Ceiling(12 * Math.Sqrt(variance)) + 2;
        for (var k = reach; k >= 1; k--)
            sum += 2.0 * k * k * Math.Exp(-(double)k * k / (2 * variance));
        return sum / Normalizer(variance);
    }

    /// <summary>The smallest delta of one release in one dimension at this epsilon, exact up to rounding.</summary>
    /// <param name="variance">sigma^2 in squared grid units.</param>
    /// <param name="sensitivity">The most that one unit changes the integer by.</param>
    /// <param name="epsilon">Not negative.</param>
    /// <exception cref="Errors.FederatedException">FED-1001 when an argument is out of range.</exception>
    public static double Delta(double variance, int sensitivity, double epsilon)
    {
        Parameter.Positive("a variance", variance);
        Parameter.AtLeast("a sensitivity", sensitivity, 1);
        Parameter.NotNegative("an epsilon", epsilon);
        var first = (long)Math.Floor(epsilon * variance / sensitivity - sensitivity / 2.0);
        var (sum, normalizer) = (0.0, Normalizer(variance));
        for (var k = first; ; k++)
        {
            // P is centred on 0 and Q on -sensitivity: the loss is (2 k s + s^2) / (2 sigma^2).
            var loss = (2.0 * k + sensitivity) * sensitivity / (2 * variance);
            var mass = Math.Exp(-(double)k * k / (2 * variance)) / normalizer;
            if (loss > epsilon)
                sum += mass * -Elementary.ExpM1(epsilon - loss);
            if (k > 0 && mass <= sum * 1e-18 || k > first && mass == 0 && k > 0)
                return Math.Min(1, sum);
        }
    }
}
