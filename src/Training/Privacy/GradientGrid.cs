using Federated.Domain.Errors;

namespace Federated.Training.Privacy;

/// <summary>
/// The integer grid of a noised gradient sum, units of 2^-F: F = 30 - floor(log2(z C)), sensitivity
/// ceil(C 2^F) + ceil(sqrt d) with the rounding of d coordinates in it, sigma = ceil(z sensitivity) (DESIGN section 5).
/// </summary>
public sealed class GradientGrid
{
    private const int MostFractionalBits = 60;

    /// <param name="clip">C, finite and positive.</param>
    /// <param name="noiseMultiplier">z, finite and positive.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="FederatedException">An argument is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public GradientGrid(double clip, double noiseMultiplier, int dimension)
    {
        if (!double.IsFinite(clip) || clip <= 0) throw Invalid("the clip norm C", clip);
        if (!double.IsFinite(noiseMultiplier) || noiseMultiplier <= 0) throw Invalid("the noise multiplier z", noiseMultiplier);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var bits = 30 - Math.Floor(Math.Log2(noiseMultiplier * clip));
        var sensitivity = Math.Ceiling(Math.ScaleB(clip, (int)Math.Clamp(bits, 0, MostFractionalBits))) + Math.Ceiling(Math.Sqrt(dimension));
        if (!(bits is >= 0 and <= MostFractionalBits) || !(sensitivity < 1L << 52) || !(noiseMultiplier * sensitivity < 1L << 52))
        {
            throw new FederatedException(
                ErrorCodes.PlanInvalid,
                FormattableString.Invariant($"Clip norm {clip} and noise multiplier {noiseMultiplier} have no grid: wanted 0 to {MostFractionalBits} fractional bits and a sensitivity below 2^52 units, got {bits} and {sensitivity}. Choose both nearer to 1."));
        }
        FractionalBits = (int)bits;
        Sensitivity = (long)sensitivity;
        Sigma = (long)Math.Ceiling(noiseMultiplier * sensitivity);
    }

    /// <summary>F.</summary>
    public int FractionalBits { get; }

    /// <summary>What one record can change, L2, in grid units.</summary>
    public long Sensitivity { get; }

    /// <summary>The noise's parameter, in grid units.</summary>
    public long Sigma { get; }

    /// <summary>The multiplier that is accounted with: sigma / sensitivity, not below the wanted z.</summary>
    public double NoiseMultiplier => (double)Sigma / Sensitivity;

    /// <summary>Grid units of values; each rounded once, to nearest, ties to even.</summary>
    /// <param name="values">[d]; of absolute value below 2^(62 - F).</param>
    /// <param name="units">[d].</param>
    public void Quantize(ReadOnlySpan<double> values, Span<long> units)
    {
        for (var i = 0; i < values.Length; i++) units[i] = checked((long)Math.Round(Math.ScaleB(values[i], FractionalBits), MidpointRounding.ToEven));
    }

    /// <summary>The value of a number of grid units.</summary>
    public double Value(long units) => Math.ScaleB(units, -FractionalBits);

    private static FederatedException Invalid(string name, double got) =>
        new(ErrorCodes.PlanInvalid, FormattableString.Invariant($"Of the grid, {name} is {got}, wanted a finite number above 0. Correct the plan."));
}
