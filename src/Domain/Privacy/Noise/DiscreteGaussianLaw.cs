namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// Numbers about N_Z(0, sigma^2) for reports and tests, in doubles, to a relative error of about 10^-13 (2004.00010, section 2). No
/// sampler uses them.
/// </summary>
public static class DiscreteGaussianLaw
{
    // Above, the sums differ from the integrals by less than exp(-2 pi^2 sigma^2) (Poisson summation), far below a double's precision.
    private const double SmoothFrom = 25;
    private const int FarthestTerm = 250; // 50 standard deviations at the largest sigma^2 that is summed.

    /// <summary>The sum of exp(-x^2 / 2 sigma^2) over the whole numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite and positive.</exception>
    public static double Normalizer(double sigmaSquared)
    {
        Check(sigmaSquared);
        return sigmaSquared >= SmoothFrom ? Math.Sqrt(2 * Math.PI * sigmaSquared) : 1 + (2 * Sum(sigmaSquared, power: 0));
    }

    /// <summary>P(x).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite and positive.</exception>
    public static double Probability(double sigmaSquared, long x) => Math.Exp(-((double)x * x / (2 * sigmaSquared))) / Normalizer(sigmaSquared);

    /// <summary>The variance, which is at most sigma^2 and tends to it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite and positive.</exception>
    public static double Variance(double sigmaSquared) =>
        sigmaSquared >= SmoothFrom ? sigmaSquared : 2 * Sum(sigmaSquared, power: 2) / Normalizer(sigmaSquared);

    private static double Sum(double sigmaSquared, int power)
    {
        Check(sigmaSquared);
        var sum = 0.0;
        for (var x = FarthestTerm; x > 0; x--)
            sum += (power == 2 ? (double)x * x : 1) * Math.Exp(-((double)x * x / (2 * sigmaSquared)));
        return sum;
    }

    private static void Check(double sigmaSquared)
    {
        if (!double.IsFinite(sigmaSquared) || sigmaSquared <= 0)
            throw new ArgumentOutOfRangeException(nameof(sigmaSquared), sigmaSquared, "Wanted a finite, positive variance.");
    }
}
