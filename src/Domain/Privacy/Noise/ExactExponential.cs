using System.Numerics;

namespace Federated.Domain.Privacy.Noise;

/// <summary>exp(-n/d) enclosed between two whole multiples of 2^-bits, by integer arithmetic alone.</summary>
/// <remarks>
/// With x = n / (d 2^s) below 2^-8 and P working bits, X = floor(x 2^P) gives exp(-(X + 1) 2^-P) &lt; exp(-x) &lt;= exp(-X 2^-P).
/// The alternating series of the latter is summed with terms truncated to multiples of 2^-P: each truncated term is short by less
/// than 2 units (an error of the one before is divided by k and multiplied by x, below 2^-8, and one unit is added), the series is
/// cut where terms fall below a unit, and what is left out is below 2 units. So N terms are off by less than 2 N + 4 units, one of
/// which is for X. The enclosure is then squared s times, the lower end rounded down and the upper end up.
/// </remarks>
internal static class ExactExponential
{
    private const int SmallBits = 8;
    private const int GuardBits = 16;

    /// <summary>Lower and upper end, in units of 2^-bits; equal only where n is 0.</summary>
    /// <param name="numerator">n, not negative.</param>
    /// <param name="denominator">d, positive.</param>
    /// <param name="bits">Fractional bits of the result.</param>
    internal static (BigInteger Low, BigInteger High) Negative(BigInteger numerator, BigInteger denominator, int bits)
    {
        var one = BigInteger.One << bits;
        if (numerator.IsZero)
            return (one, one);
        var halvings = (int)Math.Max(0, numerator.GetBitLength() - denominator.GetBitLength() + 1 + SmallBits);
        var precision = bits + halvings + GuardBits;
        var (low, high) = Series((numerator << (precision - halvings)) / denominator, precision);
        for (var i = 0; i < halvings; i++)
            (low, high) = ((low * low) >> precision, ((high * high) >> precision) + 1);
        return (low >> (precision - bits), BigInteger.Min(one, (high >> (precision - bits)) + 1));
    }

    private static (BigInteger Low, BigInteger High) Series(BigInteger x, int precision)
    {
        var one = BigInteger.One << precision;
        var (sum, term, count) = (one, one, 0);
        while (!term.IsZero)
        {
            count++;
            term = ((term * x) >> precision) / count;
            sum += int.IsEvenInteger(count) ? term : -term;
        }
        var slack = (2 * count) + 4;
        return (BigInteger.Max(BigInteger.Zero, sum - slack), BigInteger.Min(one, sum + slack));
    }
}
