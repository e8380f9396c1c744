using System.Runtime.Intrinsics;
using Federated.Domain.Errors;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>Bounds the L2 norm of a whole flat vector (Abadi et al., "Deep Learning with Differential Privacy", 1607.00133, section 3.1).</summary>
/// <remarks>
/// <para>
/// <b>Guarantee.</b> After <see cref="ClipInPlace"/> the norm of the vector, as a real number, is at most the bound. Norms are summed in
/// float64: squares of float32 are exact there, and eight running sums in fixed order leave a relative error below
/// (d / 8 + 16) 2^-53, at most 2^-24 for d up to 2^31. That much is taken off the bound, and 2^-22 more where the vector is scaled, for the
/// rounding of the products. The bits are the same on every processor.
/// </para>
/// <para>
/// <b>Limit.</b> A vector within that margin of the bound is scaled too, by a factor next to 1. Clip the vector as a whole: clipping
/// tensors one by one at C each bounds the whole only by C times the root of their number.
/// </para>
/// </remarks>
public static class Clipping
{
    private const double ScalingMargin = 1.0 / (1 << 22);
    private const double SmallestBound = 1e-30; // Far above where float32 loses relative precision, summed over 2^31 coordinates.
    private const int Lanes = 8;

    /// <summary>The L2 norm; not finite where a value is not.</summary>
    public static double Norm(ReadOnlySpan<float> values)
    {
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i <= values.Length - Lanes; i += Lanes)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(values.Slice(i, Lanes)));
            var wide = Vector512.Create(low, high);
            sums += wide * wide;
        }
        var sum = 0.0;
        for (var lane = 0; lane < Lanes; lane++)
            sum += sums[lane];
        for (; i < values.Length; i++)
            sum += (double)values[i] * values[i];
        return Math.Sqrt(sum);
    }

    /// <summary>
    /// Scales the vector down to a norm of at most <paramref name="bound"/>; a shorter one, zero included, keeps its bits.
    /// </summary>
    /// <param name="values">A partner's whole update, flat.</param>
    /// <param name="bound">C, finite, at least 10^-30.</param>
    /// <returns>The norm before.</returns>
    /// <exception cref="FederatedException">FED-1204: a value is not finite (the vector keeps its bits; an update like that is refused);
    /// FED-1001: the bound is not finite, or below 10^-30.</exception>
    public static double ClipInPlace(Span<float> values, double bound)
    {
        CheckBound(bound);
        var norm = Norm(values);
        if (!double.IsFinite(norm))
            throw new FederatedException(ErrorCodes.UpdateNotFinite, "Got an update with a value that is not finite, wanted finite numbers. Lower the learning rate.");
        ScaleInto(values, norm, bound);
        return norm;
    }

    /// <summary>
    /// Clips one example's gradient; one with a value that is not finite becomes zero, for a node may not refuse on account of a
    /// single record (PRIVACY, section 11).
    /// </summary>
    /// <returns>Whether every value was finite.</returns>
    /// <exception cref="FederatedException">FED-1001: the bound is not finite, or below 10^-30.</exception>
    public static bool ClipExampleInPlace(Span<float> gradient, double bound)
    {
        CheckBound(bound);
        var norm = Norm(gradient);
        if (!double.IsFinite(norm))
        {
            gradient.Clear();
            return false;
        }
        ScaleInto(gradient, norm, bound);
        return true;
    }

    /// <summary>
    /// Projects a partner's sum onto the ball of radius R_k about zero: the nearest point there, so two sums come no further apart
    /// and a sensitivity shown for the sum stands. It bounds what a partner that does not clip can do to the model. It is
    /// <see cref="ClipInPlace"/> under its geometric name.
    /// </summary>
    /// <exception cref="FederatedException">FED-1204: a value is not finite; FED-1001: the radius is not finite and positive.</exception>
    public static void ProjectOntoBall(Span<float> sum, double radius) => ClipInPlace(sum, radius);

    private static void CheckBound(double bound)
    {
        MechanismChecks.Positive("a clip norm", bound);
        if (bound < SmallestBound)
            throw MechanismChecks.Invalid($"Got a clip norm of {MechanismChecks.Text(bound)}, wanted at least {MechanismChecks.Text(SmallestBound)}. Correct the plan.");
    }

    private static void ScaleInto(Span<float> values, double norm, double bound)
    {
        var error = ((values.Length / Lanes) + (2 * Lanes)) * Math.ScaleB(1, -53);
        if (norm * (1 + error) <= bound)
            return;
        var factor = bound / norm * (1 - error - ScalingMargin);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(values[i] * factor);
    }
}
