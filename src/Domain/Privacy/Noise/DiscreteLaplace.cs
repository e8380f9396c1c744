using System.Numerics;

namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// The discrete Laplace distribution: P(x) proportional to exp(-|x| / scale) on the whole numbers (Ghosh, Roughgarden and Sundararajan,
/// "Universally Utility-Maximizing Privacy Mechanisms", 0811.2841; 2004.00010, section 5.2). Immutable; may be shared by threads.
/// </summary>
/// <remarks>
/// <b>Guarantee.</b> Exact as <see cref="DiscreteGaussian"/> is, and by the same sampler. Added to whole numbers with sensitivity D in L1
/// it gives pure epsilon-differential privacy with epsilon = D / scale. <b>Limit.</b> The sensitivity is that of the whole
/// vector in L1. Batches and what timing shows are as for <see cref="DiscreteGaussian"/>.
/// </remarks>
public sealed class DiscreteLaplace
{
    /// <summary>The numbers drawn at a time.</summary>
    public const int BatchSize = BoxSampler.BatchSize;

    private const int LargestBits = 48;
    private const int SmallestBits = 40;

    private readonly BoxSampler _sampler;

    /// <summary>With scale = numerator / denominator, exactly.</summary>
    /// <param name="scaleNumerator">Positive.</param>
    /// <param name="scaleDenominator">Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not within 2^-40 to 2^48.</exception>
    public DiscreteLaplace(BigInteger scaleNumerator, BigInteger scaleDenominator)
        : this(scaleNumerator, scaleDenominator, BoxDecision.ProvenSlack, useVectors: true)
    {
    }

    /// <summary>For tests: another slack forces the exact comparison without changing a number.</summary>
    internal DiscreteLaplace(BigInteger numerator, BigInteger denominator, double slack, bool useVectors)
    {
        if (denominator.Sign <= 0 || numerator << SmallestBits < denominator || numerator > denominator << LargestBits)
            throw new ArgumentOutOfRangeException(nameof(numerator), $"Got a scale of {numerator} / {denominator}, wanted 2^-40 to 2^48. Choose another grid.");
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        (ScaleNumerator, ScaleDenominator) = (numerator / common, denominator / common);
        _sampler = new(new(1, ScaleDenominator, ScaleNumerator), slack, useVectors);
    }

    /// <summary>The numerator of the scale in lowest terms.</summary>
    public BigInteger ScaleNumerator { get; }

    /// <summary>The denominator of the scale in lowest terms.</summary>
    public BigInteger ScaleDenominator { get; }

    /// <summary>With scale = sensitivity / epsilon, epsilon being exactly this double.</summary>
    /// <param name="sensitivity">In L1, in units; at least 1.</param>
    /// <param name="epsilon">Finite and positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">Out of range, or the scale is.</exception>
    public static DiscreteLaplace ForEpsilon(long sensitivity, double epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sensitivity, 1);
        if (!double.IsFinite(epsilon) || epsilon <= 0)
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Wanted a finite, positive epsilon.");
        var (numerator, denominator) = ExactNumbers.Fraction(epsilon);
        return new(sensitivity * denominator, numerator);
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
