using System.Globalization;
using System.Numerics.Tensors;
using Federated.Domain.Errors;

namespace Federated.Domain.Aggregation;

/// <summary>
/// The weighted sum of updates as whole numbers: 8 bytes a parameter however many updates. Integer addition is associative
/// and commutative, so any order of folds and any split into partials gives the same bits.
/// </summary>
/// <remarks>
/// A fold that could overflow is refused before anything is added: the accumulator keeps an upper bound on the size of any
/// coordinate's sum. Cohorts that <see cref="FixedPointFormat.ForUnnoised"/> admits never meet it. Not thread-safe.
/// </remarks>
public sealed class ExactAccumulator
{
    private readonly FixedPointFormat _format;
    private readonly long[] _sums;
    private long _reach; // No coordinate's sum is larger in size.

    /// <summary>Starts at zero.</summary>
    /// <param name="dimension">Parameters, at least 1.</param>
    /// <param name="format">The run's grid.</param>
    /// <exception cref="FederatedException">FED-1004 when the format is out of range.</exception>
    public ExactAccumulator(int dimension, FixedPointFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        format.Validate();
        _format = format;
        _sums = new long[dimension];
    }

    /// <summary>The sum of the weights folded, in units of 2^-20.</summary>
    public long WeightUnits { get; private set; }

    /// <summary>The number of updates folded.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of the votes (<see cref="PartialSum.Votes"/>).</summary>
    public int Votes { get; private set; }

    /// <summary>The number of parameters.</summary>
    public int Dimension => _sums.Length;

    /// <summary>
    /// Adds round(value x weightUnits x 2^(F - 20)), ties to even, to every coordinate. The product is exact in a double (24 + 29
    /// bits at most), so this is the only rounding.
    /// </summary>
    /// <param name="values">An update, flat, in layout order; finite.</param>
    /// <param name="weightUnits">Its weight in units of 2^-20, 1 to 2^29.</param>
    /// <param name="vote">1 or -1 where the clip norm adapts, else 0.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length, or the vote another value.</exception>
    /// <exception cref="FederatedException">
    /// FED-1204: not finite; FED-1208: weight out of range; FED-1004: the sum might not fit. Nothing was added then.
    /// </exception>
    public void Fold(ReadOnlySpan<float> values, long weightUnits, int vote = 0)
    {
        CheckLength(values.Length);
        if (vote is < -1 or > 1)
            throw new ArgumentException($"Got a vote of {vote}, wanted -1, 0 or 1.", nameof(vote));
        FixedPointFormat.CheckWeight(weightUnits);
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        if (!float.IsFinite(largest))
            throw new FederatedException(ErrorCodes.UpdateNotFinite,
                $"Got {largest.ToString(CultureInfo.InvariantCulture)} in an update, wanted finite numbers. " +
                "Check updates before they are folded.");
        var reach = AddReach(_format.Quantize(largest, weightUnits));
        FixedPointKernel.Fold(_sums, values, weightUnits * _format.Scale);
        (_reach, WeightUnits, Count, Votes) = (reach, checked(WeightUnits + weightUnits), checked(Count + 1), Votes + vote);
    }

    /// <summary>Adds what another accumulator of the same format summed.</summary>
    /// <exception cref="ArgumentException">Another dimension or another number of fractional bits.</exception>
    /// <exception cref="FederatedException">FED-1004: the sum might not fit. Nothing was added then.</exception>
    public void Merge(PartialSum partial)
    {
        ArgumentNullException.ThrowIfNull(partial);
        CheckLength(partial.Sums.Length);
        if (partial.FractionalBits != _format.FractionalBits)
            throw new ArgumentException(
                $"Got a partial with {partial.FractionalBits} fractional bits, wanted {_format.FractionalBits}.", nameof(partial));
        var reach = AddReach(partial.Reach);
        var (weight, count) = (checked(WeightUnits + partial.WeightUnits), checked(Count + partial.Count));
        TensorPrimitives.Add(_sums, partial.Sums.Span, _sums);
        (_reach, WeightUnits, Count, Votes) = (reach, weight, count, Votes + partial.Votes);
    }

    /// <summary>A copy of the sum as it stands.</summary>
    public PartialSum ToPartial() => new(_format.FractionalBits, WeightUnits, Count, _sums, Votes);

    private long AddReach(Int128 term) => _reach + term <= long.MaxValue
        ? (long)(_reach + term)
        : throw FixedPointFormat.Refuse($"Got a sum that might exceed 63 bits after {Count} updates, wanted it to fit. " +
            "Use a smaller coordinate bound, weight or cohort.");

    private void CheckLength(int length)
    {
        if (length != _sums.Length)
            throw new ArgumentException($"Got {length} values, wanted {_sums.Length}.");
    }
}
