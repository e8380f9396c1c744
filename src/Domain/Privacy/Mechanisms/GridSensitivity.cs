using System.Numerics;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>
/// How far, in L2 and in whole units of the grid, the exact integer sum of a round moves between two neighbouring data sets.
/// </summary>
/// <remarks>
/// <para>
/// <b>The grid.</b> Coordinates are multiples of 2^-F with F = 30 - floor(log2(z w C)), fixed for a run: the noise then has a standard
/// deviation of 2^30 to 2^31 units (and what rounding adds), fine enough for continuous accounting and small enough for 63 bits.
/// </para>
/// <para>
/// <b>Record-central: D = ceil(C 2^F) + ceil(sqrt d).</b> The unit is a record and the relation add or remove one. The record lies at
/// one partner k, and the sum over partners is exact, so the total moves as k's integers round(2^F y) do, where y is its upload.
/// Rounding to nearest moves a coordinate by at most 1/2, so a vector by at most sqrt(d) / 2, in both data sets:
/// |round(2^F y) - round(2^F y')| &lt;= 2^F |y - y'| + sqrt d. It remains to show |y - y'| &lt;= C.
/// <list type="number">
/// <item>The node clips every example at C (1 - 2^-10) with norms in float64, whose relative error for d up to 2^31 is below 2^-20.</item>
/// <item>It sums in float64. A sum of n terms in any order has, with g = n 2^-53 / (1 - n 2^-53), an error of at most g times the sum of
/// the terms' sizes in every coordinate (Higham, "Accuracy and Stability of Numerical Algorithms", section 4.2), hence at most
/// g n C in norm. For n up to 2^20 = <see cref="MaxSummands"/> that is below 2^-13 C, and in the two data sets together below 2^-12 C.</item>
/// <item>It projects the sum onto the ball of radius R, which brings two points no further apart, and rounds to float32: an error of at
/// most 2^-24 R, together 2^-23 R, which is at most 2^-11 C for R up to 4,096 C (<see cref="MaxRadiusOverClip"/>). (Below the normal
/// range of float32 the error is at most 2^-150 a coordinate, nothing here.)</item>
/// </list>
/// So |y - y'| &lt;= C (1 - 2^-10)(1 + 2^-20) + 2^-12 C + 2^-11 C &lt; C. In float32 step 2 would cost up to n^2 2^-24 C, more than all that
/// was set aside from a hundred examples on: that is why the sum is in float64 and why the node clips below C.
/// </para>
/// <para>
/// <b>Partner-central: D = ceil(w C 2^F) + ceil(sqrt(d) / 2).</b> The unit is a partner and the relation add or remove one: the total
/// moves by the one vector round(2^F w_k u_k), with |u_k| &lt;= C and w_k &lt;= w. The product is exact (24 + 29 bits), so it is
/// rounded once: |round(2^F w_k u_k)| &lt;= 2^F w C + sqrt(d) / 2. The silo does not have to believe the clip: it enforces the norm of the
/// integers, exactly (<see cref="Admits(ReadOnlySpan{float}, long)"/>).
/// </para>
/// <para>
/// <b>Limit.</b> Step 2 takes the gradient of an example to be the same whatever examples share its microbatch; kernels that differ
/// there by float64 rounding are covered by the 2^-12 C left over, for which no bound in the depth of a model is proven. A partner that
/// skips the clip voids the guarantee of its own records only. Replace-one is twice the first term plus ceil(sqrt d).
/// </para>
/// </remarks>
/// <param name="Format">The grid.</param>
/// <param name="Units">D, in L2.</param>
public sealed record GridSensitivity(FixedPointFormat Format, long Units)
{
    /// <summary>The most examples that one partner may sum in one round.</summary>
    public const int MaxSummands = 1 << 20;

    /// <summary>The largest radius of a partner's sum, over C.</summary>
    public const int MaxRadiusOverClip = 4096;

    private const int NoiseBits = 30;
    private const double LargestTerm = 1L << 47; // Keeps every sum of two terms exact in a double.

    /// <summary>What a record-central node clips an example at, C (1 - 2^-10).</summary>
    public static double ExampleBound(double clip) => clip * (1 - Math.ScaleB(1, -10));

    /// <summary>F = 30 - floor(log2(z w C)).</summary>
    /// <param name="clip">C.</param>
    /// <param name="noiseMultiplier">z.</param>
    /// <param name="maxWeight">w, 1 in record-central mode.</param>
    /// <exception cref="FederatedException">FED-1001: a number is not finite and positive; FED-1004: F is not within 0 to 60.</exception>
    public static FixedPointFormat FormatFor(double clip, double noiseMultiplier, double maxWeight = 1)
    {
        MechanismChecks.Positive("a clip norm", clip);
        MechanismChecks.Positive("a noise multiplier", noiseMultiplier);
        MechanismChecks.Positive("a largest weight", maxWeight);
        var deviation = noiseMultiplier * maxWeight * clip;
        MechanismChecks.Positive("noise multiplier x weight x clip norm", deviation);
        var format = new FixedPointFormat(NoiseBits - Math.ILogB(deviation));
        format.Validate();
        return format;
    }

    /// <summary>The sensitivity of record-central mode.</summary>
    /// <exception cref="FederatedException">FED-1001: a number is out of range; FED-1004: the term is too large for the grid.</exception>
    public static GridSensitivity ForRecordCentral(FixedPointFormat format, int dimension, double clip) =>
        Create(format, dimension, clip, ExactNumbers.CeilingOfRoot(dimension));

    /// <summary>The sensitivity of partner-central mode.</summary>
    /// <param name="format">The grid.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="clip">C.</param>
    /// <param name="maxWeightUnits">w in units of 2^-20.</param>
    /// <exception cref="FederatedException">FED-1001, FED-1208: a number is out of range; FED-1004: the term is too large for the grid.</exception>
    public static GridSensitivity ForPartnerCentral(FixedPointFormat format, int dimension, double clip, long maxWeightUnits = FixedPointFormat.WeightOne)
    {
        FixedPointFormat.CheckWeight(maxWeightUnits);
        // ceil(sqrt(d) / 2) is ceil(ceil(sqrt d) / 2).
        var rounding = (ExactNumbers.CeilingOfRoot(dimension) + 1) / 2;
        return Create(format, dimension, clip, rounding, maxWeightUnits);
    }

    /// <summary>
    /// Whether the norm of one member's integers is at most D, exactly. An honest node that clipped below C always passes.
    /// </summary>
    public bool Admits(ReadOnlySpan<long> quantized)
    {
        UInt128 left = (UInt128)Units * (ulong)Units;
        return Take(quantized, ref left);
    }

    /// <summary>As <see cref="Admits(ReadOnlySpan{long})"/>, of the integers that an update becomes on the grid.</summary>
    public bool Admits(ReadOnlySpan<float> update, long weightUnits)
    {
        const int Block = 1024;
        Span<long> quantized = stackalloc long[Block];
        UInt128 left = (UInt128)Units * (ulong)Units;
        for (; !update.IsEmpty; update = update[Math.Min(Block, update.Length)..])
        {
            var part = quantized[..Math.Min(Block, update.Length)];
            part.Clear();
            FixedPointKernel.Fold(part, update[..part.Length], weightUnits * Format.Scale);
            if (!Take(part, ref left))
                return false;
        }
        return true;
    }

    private bool Take(ReadOnlySpan<long> quantized, ref UInt128 left)
    {
        foreach (var value in quantized)
        {
            var size = value == long.MinValue ? 1UL << 63 : (ulong)Math.Abs(value);
            if (size > (ulong)Units || (UInt128)size * size > left)
                return false;
            left -= (UInt128)size * size;
        }
        return true;
    }

    private static GridSensitivity Create(FixedPointFormat format, int dimension, double clip, long rounding, long weightUnits = FixedPointFormat.WeightOne)
    {
        format.Validate();
        MechanismChecks.Positive("a clip norm", clip);
        if (dimension < 1)
            throw MechanismChecks.Invalid($"Got {dimension} parameters, wanted at least 1. Correct the model of the plan.");
        var (numerator, denominator) = ExactNumbers.Fraction(clip);
        var term = ExactNumbers.Ceiling((numerator * weightUnits) << format.FractionalBits, denominator << FixedPointFormat.WeightBits);
        if (term > (BigInteger)LargestTerm)
            throw FixedPointFormat.Refuse($"Got a clip norm of {MechanismChecks.Text(clip)} at {format.FractionalBits} fractional bits, " +
                "wanted at most 2^47 units. Lower the clip norm or raise the noise multiplier of the plan.");
        return new(format, (long)term + rounding);
    }
}
