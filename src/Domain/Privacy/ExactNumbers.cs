using System.Numerics;

namespace Federated.Domain.Privacy;

/// <summary>Doubles as the fractions that they are, and back, without a rounding that nobody asked for.</summary>
internal static class ExactNumbers
{
    /// <summary>The fraction that a finite double is, in lowest terms.</summary>
    internal static (BigInteger Numerator, BigInteger Denominator) Fraction(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        (mantissa, exponent) = exponent == 0 ? (mantissa, -1074) : (mantissa | (1L << 52), exponent - 1075);
        if (mantissa == 0)
            return (0, 1);
        var zeros = BitOperations.TrailingZeroCount(mantissa);
        (mantissa, exponent) = (mantissa >> zeros, exponent + zeros);
        var numerator = (BigInteger)(bits < 0 ? -mantissa : mantissa);
        return exponent >= 0 ? (numerator << exponent, 1) : (numerator, BigInteger.One << -exponent);
    }

    /// <summary>A positive fraction as a double: the quotient's first 62 bits or more, rounded once; relative error below 2^-52.</summary>
    internal static double ToDouble(BigInteger numerator, BigInteger denominator)
    {
        var shift = (int)(numerator.GetBitLength() - denominator.GetBitLength()) - 63;
        var quotient = shift >= 0 ? numerator / (denominator << shift) : (numerator << -shift) / denominator;
        return Math.ScaleB((double)(ulong)quotient, shift);
    }

    /// <summary>The least whole number that is not below the fraction; the denominator is positive.</summary>
    internal static BigInteger Ceiling(BigInteger numerator, BigInteger denominator) => -Floor(-numerator, denominator);

    /// <summary>The greatest whole number that is not above the fraction; the denominator is positive.</summary>
    internal static BigInteger Floor(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The least whole number whose square is not below <paramref name="value"/>.</summary>
    internal static long CeilingOfRoot(Int128 value)
    {
        var root = (long)Math.Sqrt((double)value);
        while ((Int128)root * root < value)
            root++;
        while (root > 0 && (Int128)(root - 1) * (root - 1) >= value)
            root--;
        return root;
    }
}
