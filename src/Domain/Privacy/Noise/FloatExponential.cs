using System.Numerics;

namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// exp(-a) in doubles for 0 &lt;= a &lt;= 700, with additions and multiplications only, each rounded as IEEE 754 says, so that the
/// bits are the same on every processor and for every vector length.
/// </summary>
/// <remarks>
/// The relative error is below 2^-46. With n the whole number next to a / ln 2 and r = a - n ln 2, |r| is at most 0.3467. ln 2 is
/// split so that n times its first part is exact; the two subtractions then leave r with an error below 2^-53. The Taylor
/// polynomial of degree 13 misses exp(-r) by less than 0.3467^14 / 14! &lt; 2^-57, and Horner's rule by less than
/// 27 x 2^-53 exp(0.3467) (Higham, "Accuracy and Stability of Numerical Algorithms", section 5.1). Relative to exp(-r), at least
/// 0.707, all three together stay below 2^-46. Scaling by 2^-n is exact, for n is at most 1,010.
/// A test compares it with exact arithmetic.
/// </remarks>
internal static class FloatExponential
{
    /// <summary>The largest argument.</summary>
    internal const double Limit = 700;

    private const double InverseLn2 = 1.4426950408889634;
    private const double Ln2High = 6.93147180369123816490e-01; // Its last 21 bits are 0.
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Shift = 6755399441055744; // 1.5 x 2^52: sums with it are whole numbers.
    private const int ExponentBias = 1023;
    private const int MantissaBits = 52;

    // (-1)^k / k! from k = 13 down to 0.
    private static ReadOnlySpan<double> Coefficients =>
    [
        -1.0 / 6227020800, 1.0 / 479001600, -1.0 / 39916800, 1.0 / 3628800, -1.0 / 362880, 1.0 / 40320, -1.0 / 5040, 1.0 / 720,
        -1.0 / 120, 1.0 / 24, -1.0 / 6, 1.0 / 2, -1, 1,
    ];

    internal static double Negative(double a)
    {
        var shifted = (a * InverseLn2) + Shift;
        var n = shifted - Shift;
        var r = a - (n * Ln2High) - (n * Ln2Low);
        var sum = Coefficients[0];
        foreach (var coefficient in Coefficients[1..])
            sum = (sum * r) + coefficient;
        var exponent = BitConverter.DoubleToInt64Bits(shifted) - BitConverter.DoubleToInt64Bits(Shift);
        return sum * BitConverter.Int64BitsToDouble((ExponentBias - exponent) << MantissaBits);
    }

    internal static Vector<double> Negative(Vector<double> a)
    {
        var shift = new Vector<double>(Shift);
        var shifted = (a * new Vector<double>(InverseLn2)) + shift;
        var n = shifted - shift;
        var r = a - (n * new Vector<double>(Ln2High)) - (n * new Vector<double>(Ln2Low));
        var sum = new Vector<double>(Coefficients[0]);
        foreach (var coefficient in Coefficients[1..])
            sum = (sum * r) + new Vector<double>(coefficient);
        var exponent = Vector.AsVectorInt64(shifted) - Vector.AsVectorInt64(shift);
        return sum * Vector.AsVectorDouble(Vector.ShiftLeft(new Vector<long>(ExponentBias) - exponent, MantissaBits));
    }
}
