using System.Globalization;
using System.Numerics.Tensors;
using Federated.Domain.Errors;
using Federated.Domain.Updates;

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
    private bool _broken;

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

    /// <summary>True when a fold ended in the middle: the sum is of no use any more.</summary>
    public bool IsBroken => _broken;

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
        var next = Admit(MathF.Abs(TensorPrimitives.MaxMagnitude(values)), weightUnits);
        FixedPointKernel.Fold(_sums, values, weightUnits * _format.Scale);
        (_reach, WeightUnits, Count) = next;
        Votes += vote;
    }

    /// <summary>The same for a staged update, which is read piece by piece where it was staged.</summary>
    /// <exception cref="ArgumentException">The update has another length.</exception>
    /// <exception cref="FederatedException">
    /// FED-1208 or FED-1004, and nothing was added; FED-1603 when the spool does not hold what was staged, or cannot be read: then a part
    /// was added, and this sum refuses every further use.
    /// </exception>
    public void Fold(StagedUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        CheckLength(update.Count);
        var weightUnits = update.Metadata.WeightUnits;
        var next = Admit(update.Largest, weightUnits);
        var factor = weightUnits * _format.Scale;
        _broken = true;
        update.Read((first, values) =>
        {
            if (update.IsSpooled && !(MathF.Abs(TensorPrimitives.MaxMagnitude(values)) <= update.Largest))
                throw new FederatedException(ErrorCodes.StorageCorrupt,
                    "Got other numbers from the staging file than were staged, wanted the same. Check the disk; the update has to be sent again.");
            FixedPointKernel.Fold(_sums.AsSpan(first, values.Length), values, factor);
        });
        _broken = false;
        (_reach, WeightUnits, Count) = next;
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
        var reach = AddReach(SumPieces.Reach(partial));
        var (weight, count) = (checked(WeightUnits + partial.WeightUnits), checked(Count + partial.Count));
        TensorPrimitives.Add(_sums, partial.Sums.Span, _sums);
        (_reach, WeightUnits, Count, Votes) = (reach, weight, count, Votes + partial.Votes);
    }

    /// <summary>A copy of the sum as it stands.</summary>
    /// <exception cref="InvalidOperationException">A fold ended in the middle.</exception>
    public PartialSum ToPartial() => _broken ? throw Broken() : new(_format.FractionalBits, WeightUnits, Count, _sums.AsSpan(), Votes);

    /// <summary>The sum as it stands, not copied: the caller folds and merges nothing as long as it is used.</summary>
    /// <exception cref="InvalidOperationException">A fold ended in the middle.</exception>
    public PartialSum View() => _broken ? throw Broken() : PartialSum.Over(_format.FractionalBits, WeightUnits, Count, _sums, Votes);

    private (long Reach, long WeightUnits, int Count) Admit(float largest, long weightUnits)
    {
        if (_broken)
            throw Broken();
        FixedPointFormat.CheckWeight(weightUnits);
        if (!float.IsFinite(largest))
            throw new FederatedException(ErrorCodes.UpdateNotFinite,
                $"Got {largest.ToString(CultureInfo.InvariantCulture)} in an update, wanted finite numbers. " +
                "Check updates before they are folded.");
        var reach = AddReach(_format.Quantize(largest, weightUnits));
        return (reach, checked(WeightUnits + weightUnits), checked(Count + 1));
    }

    private static InvalidOperationException Broken() => new("A fold into this sum ended in the middle. Start a new one.");

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
