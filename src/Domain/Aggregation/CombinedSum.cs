using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Federated.Domain.Aggregation;

/// <summary>The sum of partial sums of one round, added where it is read; their order does not matter.</summary>
public sealed class CombinedSum : IExactSum
{
    private readonly ImmutableArray<IExactSum> _parts;
    private readonly long[] _piece;

    /// <summary>Looks through the parts once, if there are several.</summary>
    /// <param name="parts">At least one; they are read on, and so must stay as they are.</param>
    /// <exception cref="ArgumentException">No part, or parts that differ in dimension or fractional bits.</exception>
    /// <exception cref="Errors.FederatedException">FED-1004: the sum might not fit.</exception>
    public CombinedSum(IEnumerable<IExactSum> parts)
    {
        _parts = [.. parts];
        if (_parts.IsEmpty)
            throw new ArgumentException("Got no partial sums, wanted at least one.", nameof(parts));
        var first = _parts[0];
        Int128 reach = 0;
        foreach (var part in _parts)
        {
            if (part.Dimension != first.Dimension)
                throw new ArgumentException($"Got {part.Dimension} values, wanted {first.Dimension}.", nameof(parts));
            if (part.FractionalBits != first.FractionalBits)
                throw new ArgumentException($"Got a partial with {part.FractionalBits} fractional bits, wanted {first.FractionalBits}.", nameof(parts));
            (WeightUnits, Count, Votes) = (checked(WeightUnits + part.WeightUnits), checked(Count + part.Count), Votes + part.Votes);
            reach += _parts.Length == 1 ? 0 : SumPieces.Reach(part);
            if (reach > long.MaxValue)
                throw FixedPointFormat.Refuse($"Got a sum that might exceed 63 bits after {Count} updates, wanted it to fit. " +
                    "Use a smaller coordinate bound, weight or cohort.");
        }

        (FractionalBits, Dimension) = (first.FractionalBits, first.Dimension);
        _piece = _parts.Length == 1 ? [] : new long[Math.Min(1 << 14, Dimension)];
    }

    /// <inheritdoc/>
    public int FractionalBits { get; }

    /// <inheritdoc/>
    public long WeightUnits { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Votes { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public void Read(int first, Span<long> sums)
    {
        _parts[0].Read(first, sums);
        foreach (var part in _parts.AsSpan()[1..])
        {
            for (var at = 0; at < sums.Length; at += _piece.Length)
            {
                var piece = _piece.AsSpan(0, Math.Min(_piece.Length, sums.Length - at));
                part.Read(first + at, piece);
                var into = sums.Slice(at, piece.Length);
                TensorPrimitives.Add<long>(into, piece, into);
            }
        }
    }
}
