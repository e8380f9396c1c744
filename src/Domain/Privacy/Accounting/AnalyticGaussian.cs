namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// The exact privacy of one release with Gaussian noise at sensitivity 1 (Balle, Wang, 1805.06530, Theorem 8):
/// delta = Phi(1 / (2 s) - e s) - exp(e) Phi(-1 / (2 s) - e s). Results are rounded to the safe side by 1e-11.
/// </summary>
public static class AnalyticGaussian
{
    private const double Slack = 1e-11;

    /// <summary>delta at this epsilon.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public static double Delta(double noiseMultiplier, double epsilon)
    {
        Parameter.Positive("a noise multiplier", noiseMultiplier);
        Parameter.NotNegative("an epsilon", epsilon);
        var near = epsilon * noiseMultiplier - 1 / (2 * noiseMultiplier);
        var far = epsilon * noiseMultiplier + 1 / (2 * noiseMultiplier);
        var common = Math.Exp(-near * near / 2); // exp(e) phi(far) = phi(near): nothing overflows.
        var delta = near >= 0
            ? common * (GaussianTail.UpperScaled(near) - GaussianTail.UpperScaled(far))
            : GaussianTail.Upper(near) - common * GaussianTail.UpperScaled(far);
        return Math.Clamp(delta * (1 + Slack), 0, 1);
    }

    /// <summary>The smallest epsilon at this delta.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public static double Epsilon(double noiseMultiplier, double delta)
    {
        Parameter.Delta(delta);
        if (Delta(noiseMultiplier, 0) <= delta)
            return 0;
        var high = 1 / noiseMultiplier;
        while (Delta(noiseMultiplier, high) > delta)
            high *= 2;
        return Least(0, high, epsilon => Delta(noiseMultiplier, epsilon) <= delta);
    }

    /// <summary>The smallest noise multiplier for this guarantee.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public static double NoiseMultiplier(double epsilon, double delta)
    {
        Parameter.Positive("an epsilon", epsilon);
        Parameter.Delta(delta);
        var high = 1.0;
        while (Delta(high, epsilon) > delta)
            high *= 2;
        return Least(0, high, sigma => Delta(sigma, epsilon) <= delta);
    }

    private static double Least(double low, double high, Func<double, bool> suffices)
    {
        for (var i = 0; i < 200 && high - low > 1e-15 * high; i++)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                break;
            (low, high) = suffices(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }
}
