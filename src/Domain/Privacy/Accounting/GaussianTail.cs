namespace Federated.Domain.Privacy.Accounting;

/// <summary>Tails of the normal distribution to about 14 digits, relative, also where they are tiny.</summary>
internal static class GaussianTail
{
    private const double SqrtTwo = 1.4142135623730950488;
    private const double TwoOverSqrtPi = 1.1283791670955125739;

    /// <summary>P(Z > x).</summary>
    internal static double Upper(double x)
    {
        var y = Math.Abs(x) / SqrtTwo;
        var tail = 0.5 * (y < Switch ? 1 - Erf(y) : Math.Exp(-y * y) * ScaledBeyond(y));
        return x >= 0 ? tail : 1 - tail;
    }

    /// <summary>exp(x^2 / 2) P(Z > x) for x at least 0.</summary>
    internal static double UpperScaled(double x)
    {
        var y = x / SqrtTwo;
        return 0.5 * (y < Switch ? Math.Exp(y * y) * (1 - Erf(y)) : ScaledBeyond(y));
    }

    /// <summary>log P(Z > x) for x at least 0.</summary>
    internal static double LogUpper(double x) => Math.Log(UpperScaled(x)) - x * x / 2;

    private const double Switch = 1.75;

    /// <summary>The series with positive terms, Abramowitz and Stegun 7.1.6.</summary>
    private static double Erf(double y)
    {
        double term = y, sum = y;
        for (var n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * y * y / (2 * n + 1);
            sum += term;
        }

        return TwoOverSqrtPi * Math.Exp(-y * y) * sum;
    }

    /// <summary>exp(y^2) erfc(y) by the continued fraction 7.1.14, from the back; 120 terms leave no error from 1.75 on.</summary>
    private static double ScaledBeyond(double y)
    {
        var fraction = y;
        for (var k = 120; k >= 1; k--)
            fraction = y + k / 2.0 / fraction;
        return TwoOverSqrtPi / 2 / fraction;
    }
}
