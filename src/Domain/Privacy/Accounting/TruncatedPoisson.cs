namespace Federated.Domain.Privacy.Accounting;

/// <summary>The binomial tails of a Poisson sample that is cut to a largest batch.</summary>
internal static class TruncatedPoisson
{
    /// <summary>The probability that the others alone fill the batch, and the rate at which a unit is in the batch then.</summary>
    internal static (double Cut, double Rate) Branches(TruncatedPoissonGaussianEvent t)
    {
        var (n, q, most) = (t.DatasetSize, t.SamplingRate, t.MaxBatch);
        var cut = Math.Min(1, Beyond(most - 1, n - 1, q));
        if (cut == 0)
            return (0, 0);
        return (Math.Min(1, cut * (1 + 1e-12)), Math.Min(1, Beyond(most, n, q) * most / cut / n * (1 + 1e-12)));
    }

    /// <summary>P(Binomial(n, q) > k), summed from the smallest terms.</summary>
    private static double Beyond(int k, int n, double q)
    {
        if (k >= n)
            return 0;
        if (q == 1)
            return 1;
        var sum = 0.0;
        for (var i = n; i > k; i--)
            sum += Math.Exp(LogGamma.LogChoose(n, i) + i * Math.Log(q) + (n - i) * Elementary.Log1P(-q));
        return sum;
    }
}
