using System.Numerics;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>How much noise a round's sum gets, in units of its grid: sigma = ceil(z D), so at least the plan's multiplier.</summary>
/// <remarks>
/// <b>Guarantee.</b> One release with noise N_Z(0, sigma^2) in every coordinate has the Rényi divergence of the Gaussian mechanism
/// with noise multiplier sigma / D >= z or less, in any dimension (2004.00010, section 5); D is proven in
/// <see cref="GridSensitivity"/>. <b>Limit.</b> Under sampling that holds for integer orders of Rényi divergence only; continuous
/// privacy-loss accounting needs sigma of 2^20 units or more and a slack (PRIVACY, section 11).
/// </remarks>
/// <param name="Format">The grid.</param>
/// <param name="SensitivityUnits">D, in L2.</param>
/// <param name="SigmaUnits">sigma, 1 to 2^48.</param>
public sealed record NoiseScale(FixedPointFormat Format, long SensitivityUnits, long SigmaUnits)
{
    /// <summary>sigma / D, what the accounting may charge.</summary>
    public double NoiseMultiplier => (double)SigmaUnits / SensitivityUnits;

    /// <summary>sigma in the model's own units.</summary>
    public double Sigma => Math.ScaleB(SigmaUnits, -Format.FractionalBits);

    /// <summary>Record-central mode, on the grid that fits these numbers.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="clip">C.</param>
    /// <param name="noiseMultiplier">z.</param>
    /// <exception cref="FederatedException">FED-1001: a number is out of range; FED-1004: no grid fits.</exception>
    public static NoiseScale ForRecordCentral(int dimension, double clip, double noiseMultiplier) =>
        ForRecordCentral(GridSensitivity.FormatFor(clip, noiseMultiplier), dimension, clip, noiseMultiplier);

    /// <summary>Record-central mode, on a run's grid; for a clip norm that adapts.</summary>
    /// <exception cref="FederatedException">FED-1001: a number is out of range; FED-1004: it does not fit the grid.</exception>
    public static NoiseScale ForRecordCentral(FixedPointFormat format, int dimension, double clip, double noiseMultiplier) =>
        For(GridSensitivity.ForRecordCentral(format, dimension, clip), noiseMultiplier);

    /// <summary>Partner-central mode, on the grid that fits these numbers.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="clip">C.</param>
    /// <param name="noiseMultiplier">z.</param>
    /// <param name="maxWeightUnits">The largest weight in units of 2^-20.</param>
    /// <exception cref="FederatedException">FED-1001, FED-1208: a number is out of range; FED-1004: no grid fits.</exception>
    public static NoiseScale ForPartnerCentral(int dimension, double clip, double noiseMultiplier, long maxWeightUnits = FixedPointFormat.WeightOne)
    {
        FixedPointFormat.CheckWeight(maxWeightUnits);
        var weight = Math.ScaleB(maxWeightUnits, -FixedPointFormat.WeightBits);
        return ForPartnerCentral(GridSensitivity.FormatFor(clip, noiseMultiplier, weight), dimension, clip, noiseMultiplier, maxWeightUnits);
    }

    /// <summary>Partner-central mode, on a run's grid; for a clip norm that adapts.</summary>
    /// <exception cref="FederatedException">FED-1001, FED-1208: a number is out of range; FED-1004: it does not fit the grid.</exception>
    public static NoiseScale ForPartnerCentral(FixedPointFormat format, int dimension, double clip, double noiseMultiplier, long maxWeightUnits = FixedPointFormat.WeightOne) =>
        For(GridSensitivity.ForPartnerCentral(format, dimension, clip, maxWeightUnits), noiseMultiplier);

    /// <summary>sigma = ceil(z D), with z taken as exactly the double that it is.</summary>
    /// <exception cref="FederatedException">FED-1001: z is not finite and positive; FED-1004: sigma exceeds 2^48.</exception>
    public static NoiseScale For(GridSensitivity sensitivity, double noiseMultiplier)
    {
        ArgumentNullException.ThrowIfNull(sensitivity);
        MechanismChecks.Positive("a noise multiplier", noiseMultiplier);
        var (numerator, denominator) = ExactNumbers.Fraction(noiseMultiplier);
        var sigma = ExactNumbers.Ceiling(sensitivity.Units * numerator, denominator);
        if (sigma > (BigInteger)DiscreteGaussian.MaxSigma)
            throw FixedPointFormat.Refuse($"Got noise of {sigma} units at {sensitivity.Format.FractionalBits} fractional bits, wanted at most 2^48. " +
                "Use fewer fractional bits, a smaller clip norm or a smaller noise multiplier.");
        return new(sensitivity.Format, sensitivity.Units, (long)sigma);
    }

    /// <summary>The distribution of one coordinate's noise, in units.</summary>
    public DiscreteGaussian Distribution() => new(SigmaUnits);
}
