using System.Numerics;

namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// The discrete Gaussian N_Z(0, sigma^2): P(x) proportional to exp(-x^2 / 2 sigma^2) on the whole numbers (Canonne, Kamath and Steinke,
/// "The Discrete Gaussian for Differential Privacy", 2004.00010, definition 1). Immutable; may be shared by threads.
/// </summary>
/// <remarks>
/// <para>
/// <b>Guarantee.</b> The numbers have exactly this distribution if the stream's bytes are uniform: no float decides anything that its
/// proven error could change (<see cref="BoxTable"/>, <see cref="BoxDecision"/>). The one exception is that a stream that gives
/// 256 zero bits in a row in the tail, 4,096 bits equal to a threshold's, or 1,000 rejections in a row is reported as broken. That has
/// probability below 2^-250 a number, so the distance from the exact distribution is below 2^-200 over any model. Added to
/// a vector of whole numbers with sensitivity D in L2 it gives D^2 / 2 sigma^2 - concentrated differential privacy (theorem 4 there, and
/// section 5 for vectors).
/// </para>
/// <para>
/// <b>Limit.</b> The variance is at most sigma^2, and below it for small sigma (<see cref="DiscreteGaussianLaw"/>); a sum of discrete
/// Gaussians is not one. See <see cref="BoxSampler"/> for what timing shows.
/// </para>
/// <para>
/// <b>Repeatable.</b> The numbers are a function of the stream's bytes alone, whatever the processor. They are drawn in batches of
/// <see cref="BatchSize"/>: two calls give what one call gives for both together if the first asked for a multiple of it.
/// </para>
/// </remarks>
public sealed class DiscreteGaussian
{
    /// <summary>The numbers drawn at a time.</summary>
    public const int BatchSize = BoxSampler.BatchSize;

    /// <summary>The largest sigma, 2^48: every number drawn is then below 2^61 in size.</summary>
    public const long MaxSigma = 1L << 48;

    private const int SmallestBits = 40;

    private readonly BoxSampler _sampler;

    /// <summary>With sigma^2 = numerator / denominator, exactly.</summary>
    /// <param name="sigmaSquaredNumerator">Positive.</param>
    /// <param name="sigmaSquaredDenominator">Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">sigma^2 is not within 2^-40 to 2^96.</exception>
    public DiscreteGaussian(BigInteger sigmaSquaredNumerator, BigInteger sigmaSquaredDenominator)
        : this(sigmaSquaredNumerator, sigmaSquaredDenominator, BoxDecision.ProvenSlack, useVectors: true)
    {
    }

    /// <summary>With sigma in whole units of the grid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within 1 to 2^48.</exception>
    public DiscreteGaussian(long sigmaUnits)
        : this((BigInteger)sigmaUnits * sigmaUnits, sigmaUnits > 0 ? BigInteger.One : BigInteger.Zero)
    {
    }

    /// <summary>For tests: another slack forces the exact comparison without changing a number.</summary>
    internal DiscreteGaussian(BigInteger numerator, BigInteger denominator, double slack, bool useVectors)
    {
        if (denominator.Sign <= 0 || numerator << SmallestBits < denominator || numerator > denominator * MaxSigma * MaxSigma)
            throw new ArgumentOutOfRangeException(nameof(numerator), $"Got sigma^2 = {numerator} / {denominator}, wanted 2^-40 to 2^96. Choose another grid.");
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        (SigmaSquaredNumerator, SigmaSquaredDenominator) = (numerator / common, denominator / common);
        _sampler = new(new(2, SigmaSquaredDenominator, 2 * SigmaSquaredNumerator), slack, useVectors);
    }

    /// <summary>The numerator of sigma^2 in lowest terms.</summary>
    public BigInteger SigmaSquaredNumerator { get; }

    /// <summary>The denominator of sigma^2 in lowest terms.</summary>
    public BigInteger SigmaSquaredDenominator { get; }

    /// <summary>sigma^2 as the nearest double but one.</summary>
    public double SigmaSquared => ExactNumbers.ToDouble(SigmaSquaredNumerator, SigmaSquaredDenominator);

    /// <summary>With the square of exactly this double as sigma^2, so that no rounding makes the noise smaller than was asked for.</summary>
    /// <param name="sigma">Finite, within 2^-20 to 2^48.</param>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public static DiscreteGaussian ForSigma(double sigma)
    {
        if (!double.IsFinite(sigma) || sigma <= 0)
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "Wanted a finite, positive standard deviation.");
        var (numerator, denominator) = ExactNumbers.Fraction(sigma);
        return new(numerator * numerator, denominator * denominator);
    }

    /// <summary>Fills the span with independent numbers.</summary>
    public void Fill(Span<long> destination, IRandomStream stream) => _sampler.Fill(destination, stream);

    /// <summary>Draws one number, as a batch of one.</summary>
    public long Draw(IRandomStream stream)
    {
        Span<long> one = stackalloc long[1];
        Fill(one, stream);
        return one[0];
    }
}
