using System.Numerics;

namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// The unnormalised density f(x) = exp(-|x|^p r) on the whole numbers, with p = 2 (Gaussian, r = 1 / 2 sigma^2) or p = 1 (Laplace,
/// r = 1 / scale) and r = <paramref name="Numerator"/> / <paramref name="Denominator"/> exactly.
/// </summary>
internal sealed record ExponentialDensity(int Power, BigInteger Numerator, BigInteger Denominator)
{
    /// <summary>r as a double, to a relative error below 2^-52.</summary>
    internal double Rate { get; } = ExactNumbers.ToDouble(Numerator, Denominator);

    /// <summary>
    /// floor(log2 s), at least 0, where s is the standard deviation of the Gaussian or the scale of the Laplace distribution.
    /// </summary>
    internal int ScaleBits
    {
        get
        {
            var unit = Power * Numerator; // s^p = Denominator / unit
            var bits = 0;
            while (unit << (Power * (bits + 1)) <= Denominator)
                bits++;
            return bits;
        }
    }

    /// <summary>The numerator of -ln f(x), over <see cref="Denominator"/>.</summary>
    internal BigInteger Exponent(BigInteger x) => BigInteger.Pow(BigInteger.Abs(x), Power) * Numerator;

    /// <summary>
    /// The least k with f(t + j 2^k) at most f(t) e^-j for every whole j: -ln f is convex, so it is enough that its slope at t is
    /// at least 2^-k.
    /// </summary>
    internal int TailShift(BigInteger t)
    {
        var slope = Power == 2 ? 2 * t * Numerator : Numerator;
        var shift = 0;
        while (slope << shift < Denominator)
            shift++;
        return shift;
    }
}
