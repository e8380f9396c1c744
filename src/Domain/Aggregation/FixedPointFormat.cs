using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Domain.Aggregation;

/// <summary>
/// The grid on which updates are summed: signed 64-bit integers in units of 2^-F. It is fixed for a run, so that the sum of a
/// given set of updates has the same bits whatever the order and wherever it is computed.
/// </summary>
/// <param name="FractionalBits">F, from 0 to 60.</param>
public readonly record struct FixedPointFormat(int FractionalBits)
{
    /// <summary>Fractional bits of a weight.</summary>
    public const int WeightBits = 20;

    /// <summary>Weight 1 in units of 2^-20.</summary>
    public const long WeightOne = 1L << WeightBits;

    /// <summary>
    /// The largest weight of one update in units, 2^29 (weight 512): a float32 has 24 significant bits, so the product with such a
    /// weight has at most 53 and is exact in a double.
    /// </summary>
    public const long MaxWeightUnits = 1L << 29;

    /// <summary>Terms are below 2^62 in size, so that conversion to a whole number is exact.</summary>
    internal const double TermLimit = 1L << 62;

    private const int MaxFractionalBits = 60;
    private const int UnnoisedFractionalBits = 36;

    /// <summary>True for 0 to 60 fractional bits.</summary>
    public bool IsValid => FractionalBits is >= 0 and <= MaxFractionalBits;

    /// <summary>The factor 2^(F - 20) that takes value times weight units to grid units; a power of two, so exact.</summary>
    internal double Scale => Math.ScaleB(1, FractionalBits - WeightBits);

    /// <summary>F = 36 for aggregation without noise, when the whole cohort's sum is sure to fit.</summary>
    /// <param name="cohort">n, the most updates in one round.</param>
    /// <param name="maxWeight">The largest weight of one update.</param>
    /// <param name="coordinateBound">The largest absolute value of a coordinate.</param>
    /// <exception cref="FederatedException">
    /// FED-1001 when an argument is not finite and positive; FED-1004 unless n x weight x bound x 2^36 is below 2^62, with what would fit.
    /// </exception>
    public static FixedPointFormat ForUnnoised(int cohort, double maxWeight, double coordinateBound)
    {
        CheckPositive("a cohort", cohort);
        CheckPositive("a largest weight", maxWeight);
        CheckPositive("a coordinate bound", coordinateBound);
        var limit = Math.ScaleB(1, 62 - UnnoisedFractionalBits);
        if (maxWeight > MaxWeightUnits / WeightOne)
            throw Refuse($"Got a largest weight of {Text(maxWeight)}, wanted at most {MaxWeightUnits / WeightOne}. " +
                "Scale the weights down; only their ratios count.");
        if (cohort * maxWeight * coordinateBound < limit)
            return new(UnnoisedFractionalBits);
        var bound = Below(limit / (cohort * maxWeight));
        var size = Math.Ceiling(limit / (maxWeight * coordinateBound)) - 1;
        var smaller = size >= 1 ? $", or a cohort of at most {Text(size)}" : string.Empty;
        throw Refuse($"Got a cohort of {cohort} with weights up to {Text(maxWeight)} and coordinates up to {Text(coordinateBound)}, " +
            $"wanted cohort x weight x bound below {Text(limit)} (2^26). " +
            $"Use a coordinate bound of at most {Text(bound)}{smaller}.");
    }

    /// <summary>Refuses a format outside 0 to 60 fractional bits.</summary>
    /// <exception cref="FederatedException">FED-1004 when it is.</exception>
    public void Validate()
    {
        if (!IsValid)
            throw Refuse($"Got {FractionalBits} fractional bits, wanted 0 to {MaxFractionalBits}. " +
                "Change the noise multiplier, clip norm or coordinate bound of the plan.");
    }

    /// <summary>
    /// The whole number that one coordinate contributes: value x weightUnits x 2^(F - 20), rounded once, to nearest, ties to even.
    /// This is the definition; <see cref="ExactAccumulator"/> computes the same numbers many at a time.
    /// </summary>
    /// <param name="value">The coordinate, finite.</param>
    /// <param name="weightUnits">The weight in units of 2^-20, 1 to 2^29.</param>
    /// <exception cref="FederatedException">FED-1208: the weight is out of range; FED-1004: the result is not below 2^62 in size,
    /// or not a number.</exception>
    public long Quantize(float value, long weightUnits)
    {
        CheckWeight(weightUnits);
        var exact = (double)value * weightUnits * Scale;
        return Math.Abs(exact) < TermLimit
            ? (long)Math.Round(exact, MidpointRounding.ToEven)
            : throw Refuse($"Got a weighted value of 2^62 units or more at {FractionalBits} fractional bits, wanted less. " +
                "Check coordinates against the plan's bound first.");
    }

    internal static void CheckWeight(long weightUnits)
    {
        if (weightUnits is < 1 or > MaxWeightUnits)
            throw new FederatedException(ErrorCodes.UpdateWeightInvalid,
                $"Got a weight of {weightUnits} units of 2^-20, wanted 1 to {MaxWeightUnits}. " +
                "Use the weight rule of the plan.");
    }

    internal static FederatedException Refuse(string message) => new(ErrorCodes.AggregationOverflow, message);

    private static void CheckPositive(string what, double value)
    {
        if (!double.IsFinite(value) || value <= 0)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Got {what} of {Text(value)}, wanted a finite, positive number. " +
                "Correct the plan.");
    }

    /// <summary>A value below <paramref name="limit"/> with four significant digits, to print as advice that works.</summary>
    private static double Below(double limit)
    {
        var rounded = double.Parse(limit.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded < limit ? rounded : limit * (1 - 1e-3);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
