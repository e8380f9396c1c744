namespace Federated.Domain.Tests.Privacy.Noise;

/// <summary>Test statistics with bounds that a correct sampler exceeds with a stated probability.</summary>
internal static class Statistics
{
    /// <summary>
    /// Pearson's statistic, cells with less than 20 expected pooled, against k + 2 sqrt(k x) + 2 x with x = 21: exceeded with
    /// probability e^-21 &lt; 10^-9 by a chi-square variable with k degrees (Laurent and Massart 2000, lemma 1).
    /// </summary>
    internal static void FitsByChiSquare(IReadOnlyDictionary<long, int> counts, Func<long, double> probability, long from, long to)
    {
        var total = counts.Where(pair => pair.Key >= from && pair.Key <= to).Sum(pair => pair.Value);
        var (statistic, cells, pooled, pooledExpected) = (0.0, 0, 0.0, 0.0);
        for (var x = from; x <= to; x++)
        {
            var expected = total * probability(x);
            var seen = counts.GetValueOrDefault(x);
            if (expected < 20)
            {
                (pooled, pooledExpected) = (pooled + seen, pooledExpected + expected);
                continue;
            }
            statistic += (seen - expected) * (seen - expected) / expected;
            cells++;
        }
        if (pooledExpected >= 20)
        {
            statistic += (pooled - pooledExpected) * (pooled - pooledExpected) / pooledExpected;
            cells++;
        }
        Assert.True(cells >= 2, "Too few cells to test.");
        const double X = 21;
        var degrees = cells - 1;
        var bound = degrees + (2 * Math.Sqrt(degrees * X)) + (2 * X);
        Assert.True(statistic <= bound, $"Chi-square {statistic:F1} with {degrees} degrees, wanted at most {bound:F1}.");
    }

    /// <summary>
    /// The largest distance from a continuous distribution function, against sqrt(ln(2 10^9) / 2 n): exceeded with probability 10^-9 at most
    /// (Dvoretzky, Kiefer and Wolfowitz, with Massart's constant).
    /// </summary>
    internal static void FitsByKolmogorov(double[] sample, Func<double, double> distribution)
    {
        Array.Sort(sample);
        var distance = 0.0;
        for (var i = 0; i < sample.Length; i++)
        {
            var value = distribution(sample[i]);
            distance = Math.Max(distance, Math.Max(value - ((double)i / sample.Length), ((i + 1.0) / sample.Length) - value));
        }
        var bound = Math.Sqrt(Math.Log(2e9) / (2 * sample.Length));
        Assert.True(distance <= bound, $"Distance {distance:E2}, wanted at most {bound:E2}.");
    }

    internal static Dictionary<long, int> Count(ReadOnlySpan<long> sample)
    {
        Dictionary<long, int> counts = [];
        foreach (var x in sample)
            counts[x] = counts.GetValueOrDefault(x) + 1;
        return counts;
    }

    /// <summary>The standard normal distribution function, to about 10^-7 (Abramowitz and Stegun 7.1.26).</summary>
    internal static double Normal(double x)
    {
        var t = 1 / (1 + (0.3275911 * Math.Abs(x) / Math.Sqrt(2)));
        var polynomial = ((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592) * t;
        var upper = polynomial * Math.Exp(-x * x / 2) / 2;
        return x >= 0 ? 1 - upper : upper;
    }
}
