namespace Federated.TorchSteps;

/// <summary>The median of paired ratios and an upper bound of it.</summary>
internal static class Bootstrap
{
    private const int Resamples = 10_000;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The 95th percentile of the medians of resampled ratios (Efron's percentile bootstrap, one-sided); the seed is fixed.</summary>
    public static double UpperBound(double[] ratios)
    {
        var random = new Random(1);
        var medians = new double[Resamples];
        var sample = new double[ratios.Length];
        for (var i = 0; i < Resamples; i++)
        {
            for (var k = 0; k < sample.Length; k++) sample[k] = ratios[random.Next(ratios.Length)];
            medians[i] = Median(sample);
        }
        Array.Sort(medians);
        return medians[(int)(0.95 * Resamples)];
    }
}
