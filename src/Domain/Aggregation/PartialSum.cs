using Federated.Domain.Errors;

namespace Federated.Domain.Aggregation;

/// <summary>A sum of some of a round's updates, as whole numbers in units of 2^-F; what intakes hand to the round. Immutable.</summary>
/// <remarks>
/// Bytes, all little-endian: <c>FEDSUM01</c> in ASCII; F, the number of updates, the dimension and the votes (int32 each); the weight
/// in units of 2^-20 (int64); the sums (int64 each).
/// </remarks>
public sealed class PartialSum : IExactSum
{
    private readonly long[] _sums;

    /// <summary>Wraps a copy of <paramref name="sums"/>.</summary>
    /// <exception cref="FederatedException">FED-1004 when <paramref name="fractionalBits"/> is out of range.</exception>
    /// <exception cref="ArgumentException">No sums, or a negative weight or count.</exception>
    public PartialSum(int fractionalBits, long weightUnits, int count, ReadOnlySpan<long> sums, int votes = 0)
        : this(fractionalBits, weightUnits, count, sums.ToArray(), votes)
    {
    }

    private PartialSum(int fractionalBits, long weightUnits, int count, long[] owned, int votes)
    {
        new FixedPointFormat(fractionalBits).Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(weightUnits);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (owned.Length == 0)
            throw new ArgumentException("Got no sums, wanted one for each parameter.", nameof(owned));
        if (Math.Abs((long)votes) > count)
            throw new ArgumentException($"Got {votes} votes of {count} updates, wanted at most one each.", nameof(votes));
        (FractionalBits, WeightUnits, Count, _sums, Votes) = (fractionalBits, weightUnits, count, owned, votes);
    }

    /// <summary>F: sums are in units of 2^-F.</summary>
    public int FractionalBits { get; }

    /// <summary>The sum of the members' weights in units of 2^-20.</summary>
    public long WeightUnits { get; }

    /// <summary>The number of updates in the sum.</summary>
    public int Count { get; }

    /// <summary>
    /// Members within the clip norm less members beyond it, where the clip norm adapts (1905.03871); else 0. Exact, and not to be released
    /// without noise.
    /// </summary>
    public int Votes { get; }

    /// <inheritdoc/>
    public int Dimension => _sums.Length;

    /// <summary>One sum a parameter, in layout order.</summary>
    public ReadOnlyMemory<long> Sums => _sums;

    /// <summary>The bytes described in the remarks of this type.</summary>
    /// <exception cref="FederatedException">FED-1004 when they would exceed what an array holds.</exception>
    public byte[] ToBytes() => PartialSumBytes.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FederatedException">FED-1603 for anything else.</exception>
    public static PartialSum FromBytes(ReadOnlySpan<byte> bytes)
    {
        var (fractionalBits, weightUnits, count, sums, votes) = PartialSumBytes.Read(bytes);
        return new(fractionalBits, weightUnits, count, sums, votes);
    }

    /// <summary>A sum in memory, read from another.</summary>
    public static PartialSum Of(IExactSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (sum is PartialSum partial)
            return partial;
        var sums = new long[sum.Dimension];
        sum.Read(0, sums);
        return new(sum.FractionalBits, sum.WeightUnits, sum.Count, sums, sum.Votes);
    }

    /// <summary>Wraps <paramref name="owned"/> without a copy.</summary>
    internal static PartialSum Over(int fractionalBits, long weightUnits, int count, long[] owned, int votes) =>
        new(fractionalBits, weightUnits, count, owned, votes);

    /// <inheritdoc/>
    public void Read(int first, Span<long> sums) => _sums.AsSpan(first, sums.Length).CopyTo(sums);

    /// <summary>The sum of partials of one round; their order does not matter.</summary>
    /// <exception cref="ArgumentException">No partial, or partials that differ in dimension or fractional bits.</exception>
    /// <exception cref="FederatedException">FED-1004: the sum might not fit.</exception>
    public static PartialSum Combine(IReadOnlyList<PartialSum> partials)
    {
        ArgumentNullException.ThrowIfNull(partials);
        if (partials.Count == 0)
            throw new ArgumentException("Got no partial sums, wanted at least one.", nameof(partials));
        return Of(new CombinedSum(partials));
    }

    /// <summary>
    /// The weighted mean of the members' updates: <see cref="DividedBy"/> the sum of the weights. Coordinates in layout order.
    /// </summary>
    /// <exception cref="FederatedException">FED-1307 when no weight was folded, for the mean of nothing has no value.</exception>
    public double[] Mean() => DividedBy(TotalWeight(this));

    /// <summary>
    /// The sums over a fixed divisor, such as the lot size of a differentially private round: sum x 2^-F / divisor.
    /// </summary>
    /// <remarks>
    /// Rounded to nearest, ties to even, twice at most: the sum to a double, which is exact up to 2^53 in size, and the quotient. Scaling
    /// by 2^-F is exact. The relative error is below 2^-52. (A total weight over 2^53 units would be rounded too.)
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A divisor that is not finite and positive.</exception>
    public double[] DividedBy(double divisor)
    {
        var mean = new double[_sums.Length];
        new SumMean(this, divisor, negated: false).Read(0, mean);
        return mean;
    }

    /// <summary>The members' weights as a number.</summary>
    /// <exception cref="FederatedException">FED-1307 when no weight was folded.</exception>
    internal static double TotalWeight(IExactSum sum) => sum.WeightUnits > 0
        ? Math.ScaleB(sum.WeightUnits, -FixedPointFormat.WeightBits)
        : throw new FederatedException(ErrorCodes.RoundFailed, "Got a sum of no updates, wanted at least one. " +
            "Wait for a quorum before the round is released.");
}
