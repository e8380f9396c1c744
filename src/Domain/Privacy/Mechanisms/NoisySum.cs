using System.Numerics;
using Federated.Domain.Errors;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>Releases a sum of whole numbers, each cut to a public range first.</summary>
/// <remarks>
/// <b>Guarantee.</b> Adding or removing a value moves the sum by at most max(|low|, |high|), replacing one by at most high - low. Gaussian:
/// the discrete Gaussian mechanism with noise multiplier z. Laplace: pure epsilon. The arithmetic is exact, so there is nothing to add
/// for rounding. <b>Limit.</b> The range is a constant chosen without the data; fractions are scaled to whole units before.
/// </remarks>
/// <param name="Low">The least value.</param>
/// <param name="High">The greatest value, above <paramref name="Low"/>; both below 2^40 in size.</param>
/// <param name="Relation">What the guarantee is about.</param>
public sealed record NoisySum(long Low, long High, Neighbouring Relation)
{
    private const long LargestBound = 1L << 40;

    /// <summary>In L1 and L2, for there is one sum.</summary>
    public long Sensitivity => Relation == Neighbouring.ReplaceOne ? High - Low : Math.Max(Math.Abs(Low), Math.Abs(High));

    /// <summary>Refuses a range that is empty or too wide.</summary>
    /// <exception cref="FederatedException">FED-1001.</exception>
    public void Validate()
    {
        if (Low >= High || Low <= -LargestBound || High >= LargestBound)
            throw MechanismChecks.Invalid($"Got a range of {Low} to {High}, wanted a low end below the high end, both below 2^40 in size. Choose another unit.");
    }

    /// <summary>The exact sum of the values, each cut to the range. Not to be released.</summary>
    /// <exception cref="FederatedException">FED-1001: a bad range; FED-1004: 2^62 or more in size.</exception>
    public long Exact(ReadOnlySpan<long> values)
    {
        Validate();
        Int128 sum = 0;
        foreach (var value in values)
            sum += Math.Clamp(value, Low, High);
        return NoisyStatistics.Checked(sum);
    }

    /// <summary>The sum plus N_Z(0, z^2 D^2).</summary>
    /// <exception cref="FederatedException">FED-1001: a bad range or z; FED-1004: the sum is 2^62 or more in size.</exception>
    public long ReleaseGaussian(ReadOnlySpan<long> values, double noiseMultiplier, IRandomStream stream) =>
        NoisyStatistics.AddGaussian([Exact(values)], (BigInteger)Sensitivity * Sensitivity, noiseMultiplier, stream)[0];

    /// <summary>The sum plus discrete Laplace noise of scale D / epsilon.</summary>
    /// <exception cref="FederatedException">FED-1001: a bad range or epsilon; FED-1004: the sum is 2^62 or more in size.</exception>
    public long ReleaseLaplace(ReadOnlySpan<long> values, double epsilon, IRandomStream stream) =>
        NoisyStatistics.AddLaplace([Exact(values)], Sensitivity, epsilon, stream)[0];
}
