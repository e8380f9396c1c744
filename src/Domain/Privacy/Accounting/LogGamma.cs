namespace Federated.Domain.Privacy.Accounting;

/// <summary>log of factorials by Stirling's series, to about 15 digits.</summary>
internal static class LogGamma
{
    /// <summary>log of n choose k.</summary>
    internal static double LogChoose(int n, int k) => k == 0 || k == n ? 0 : LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    private static double LogFactorial(int n)
    {
        if (n < 2)
            return 0;
        if (n < 24)
        {
            var product = 1.0;
            for (var i = 2; i <= n; i++)
                product *= i;
            return Math.Log(product);
        }

        double x = n + 1, square = x * x;
        return (x - 0.5) * Math.Log(x) - x + 0.91893853320467274178
            + (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / x;
    }
}
