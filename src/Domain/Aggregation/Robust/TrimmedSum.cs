namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// The sum of every coordinate by itself without its largest and smallest values, over partners' sums on the integer grid: the robust rule
/// that central noise can cover (PRIVACY, section 11). With trim (n - 1) / 2 it is the median, or the sum of the two in the middle.
/// </summary>
/// <remarks>
/// <para>
/// <b>Sensitivity.</b> Let the partners' sums be u_1..u_n and let one record of partner k change u_k to u_k + e. In every coordinate the
/// result, a sum of order statistics, is monotone in u_kj and moves by at most |e_j|: order statistics are each 1-Lipschitz in one
/// argument, and moving one value from one place in the order to another shifts their sum by no more than its own way. Hence
/// the result moves by at most |e| in L2, which is the sensitivity of the plain sum: Delta = C + rounding holds before any rescaling. It
/// is integer arithmetic, so nothing is lost to rounding.
/// </para>
/// <para>
/// <b>Limits.</b> It holds for equally scaled sums only: weights are applied before the rule or not at all. A factor n / (n - 2 trim) that makes
/// the result comparable with the sum scales the sensitivity too; apply it after the noise. A trimmed <i>mean</i> has 1/(n - 2 trim) of it.
/// </para>
/// </remarks>
public static class TrimmedSum
{
    /// <summary>One value a coordinate.</summary>
    /// <param name="sums">The partners' sums in grid units, all of one length; their order does not matter.</param>
    /// <param name="trim">Values left out at each end, from 0; at least one is left.</param>
    /// <exception cref="ArgumentException">No sums, lengths that differ, or nothing left.</exception>
    /// <exception cref="OverflowException">A result beyond 63 bits.</exception>
    public static long[] Of(IReadOnlyList<ReadOnlyMemory<long>> sums, int trim)
    {
        ArgumentNullException.ThrowIfNull(sums);
        ArgumentOutOfRangeException.ThrowIfNegative(trim);
        if (sums.Count - (2 * trim) < 1)
            throw new ArgumentException($"Got {sums.Count} sums of which {trim} are left out at each end, wanted at least one left.", nameof(trim));
        var dimension = sums[0].Length;
        if (sums.Any(sum => sum.Length != dimension))
            throw new ArgumentException($"Got sums of different lengths, wanted {dimension} values in each.", nameof(sums));

        var network = new SortingNetwork(sums.Count, trim, sums.Count - trim);
        var values = new long[dimension];
        var rows = new long[sums.Count * RobustBlocks.Tile];
        for (var offset = 0; offset < dimension; offset += RobustBlocks.Tile)
        {
            var length = Math.Min(RobustBlocks.Tile, dimension - offset);
            for (var k = 0; k < sums.Count; k++)
                sums[k].Span.Slice(offset, length).CopyTo(rows.AsSpan(k * RobustBlocks.Tile));
            network.Sort<long>(rows, RobustBlocks.Tile);
            for (var i = 0; i < length; i++)
            {
                for (var rank = trim; rank < sums.Count - trim; rank++)
                    values[offset + i] = checked(values[offset + i] + rows[rank * RobustBlocks.Tile + i]);
            }
        }

        return values;
    }
}
