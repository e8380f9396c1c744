using System.Numerics.Tensors;

namespace Federated.Domain.Aggregation;

/// <summary>A sum over a divisor: sum x 2^-F / divisor; see <see cref="PartialSum.DividedBy"/> for its rounding.</summary>
public sealed class SumMean : IMean, IDisposable
{
    private const int PieceLength = 1 << 14;
    private readonly IExactSum _sum;
    private readonly double _divisor;
    private readonly double _unit;
    private readonly bool _negated;
    private readonly long[] _piece;

    /// <param name="sum">The sum.</param>
    /// <param name="divisor">Finite and positive.</param>
    /// <param name="negated">True for the negative of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another divisor.</exception>
    public SumMean(IExactSum sum, double divisor, bool negated)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (!double.IsFinite(divisor) || divisor <= 0)
            throw new ArgumentOutOfRangeException(nameof(divisor), divisor, "Wanted a finite, positive divisor.");
        (_sum, _divisor, _unit, _negated) = (sum, divisor, Math.ScaleB(1, -sum.FractionalBits), negated);
        _piece = new long[Math.Min(PieceLength, sum.Dimension)];
    }

    /// <inheritdoc/>
    public int Dimension => _sum.Dimension;

    /// <summary>The weighted mean of the members' updates: over the sum of their weights.</summary>
    /// <exception cref="Errors.FederatedException">FED-1307 when no weight was folded, for the mean of nothing has no value.</exception>
    public static SumMean Weighted(IExactSum sum) => new(sum, PartialSum.TotalWeight(sum), negated: false);

    /// <inheritdoc/>
    public void Read(int first, Span<double> piece)
    {
        for (var at = 0; at < piece.Length; at += _piece.Length)
        {
            var sums = _piece.AsSpan(0, Math.Min(_piece.Length, piece.Length - at));
            var values = piece.Slice(at, sums.Length);
            _sum.Read(first + at, sums);
            for (var i = 0; i < values.Length; i++)
                values[i] = sums[i] * _unit / _divisor;
            if (_negated)
                TensorPrimitives.Negate(values, values);
        }
    }

    /// <summary>Wipes what the sum has in memory of its noise, if it has any.</summary>
    public void Dispose() => (_sum as IDisposable)?.Dispose();
}
