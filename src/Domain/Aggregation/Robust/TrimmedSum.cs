using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// The sum of every coordinate by itself without its largest and smallest values, over partners' sums on the integer grid: the robust rule
/// that central noise can cover (PRIVACY, section 11). With trim (n - 1) / 2 it is the median, or the sum of the two in the middle.
/// </summary>
/// <remarks>
/// <para>
/// <b>Sensitivity.</b> Let the partners' sums be u_1..u_n and let one record of partner k change u_k to u_k + e. Look at one coordinate
/// with e_j &gt;= 0 (the other sign is the same with the two data sets exchanged): no order statistic falls, and all n of them together, which
/// are the plain sum, rise by e_j. So those in the middle together rise by 0 to e_j. Hence the result moves by at most |e| in L2,
/// which is the sensitivity of the plain sum: Delta = C + rounding holds before any rescaling. It is integer arithmetic, so nothing is
/// lost to rounding. A person with records at several partners moves it by at most the sum of the parts, as with the plain sum.
/// </para>
/// <para>
/// <b>Limits.</b> It holds for equally scaled sums only: weights are applied before the rule or not at all. The factor n / (n - 2 trim) that
/// makes the result comparable with the sum would scale the sensitivity too; it is applied after the noise, and scales that.
/// n and trim come from the public list of members, never from values; and whose values were left out is not released.
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
        CheckTrim(sums.Count, trim);
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
            Add(rows, network, values.AsSpan(offset, length));
        }

        return values;
    }

    /// <summary>
    /// The same of the integers that uploads of weight 1 become on a grid, a block at a time: exactly those that <see cref="ExactAccumulator"/>
    /// would add up.
    /// </summary>
    /// <param name="uploads">The members' uploads.</param>
    /// <param name="format">The grid.</param>
    /// <param name="trim">Values left out at each end.</param>
    /// <exception cref="ArgumentException">Nothing left.</exception>
    /// <exception cref="Errors.FederatedException">FED-1204: a value that is not finite; FED-1004: one, or a result, that does not fit the grid.</exception>
    public static long[] Of(IMemberUpdates uploads, FixedPointFormat format, int trim)
    {
        ArgumentNullException.ThrowIfNull(uploads);
        format.Validate();
        var members = uploads.Members.Length;
        CheckTrim(members, trim);
        var factor = FixedPointFormat.WeightOne * format.Scale;
        var network = new SortingNetwork(members, trim, members - trim);
        var values = new long[uploads.Dimension];
        var tooLarge = 0;
        RobustBlocks.ForEach(uploads, (_, offset, length, floats) =>
        {
            // Below 2^62 over the number of members, no sum of them overflows either. A value that is not finite is refused after the loop.
            if (!(TensorPrimitives.MaxMagnitude<float>(floats) * factor < FixedPointFormat.TermLimit / members))
            {
                Volatile.Write(ref tooLarge, 1);
                return;
            }

            var rows = ArrayPool<long>.Shared.Rent(floats.Length);
            var integers = rows.AsSpan(0, floats.Length);
            integers.Clear();
            FixedPointKernel.Fold(integers, floats, factor);
            Add(integers, network, values.AsSpan(offset, length));
            // One partner's integers say what no noise has covered yet.
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(integers));
            ArrayPool<long>.Shared.Return(rows);
        });
        return tooLarge == 0 ? values : throw FixedPointFormat.Refuse(
            $"Got an upload with values of 2^62 / {members} units or more at {format.FractionalBits} fractional bits, wanted less. Check coordinates against the plan's bound first.");
    }

    private static void CheckTrim(int members, int trim)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trim);
        if (members - (2 * trim) < 1)
            throw new ArgumentException($"Got {members} sums of which {trim} are left out at each end, wanted at least one left.", nameof(trim));
    }

    private static void Add(Span<long> rows, SortingNetwork network, Span<long> values)
    {
        network.Sort(rows, RobustBlocks.Tile);
        for (var i = 0; i < values.Length; i++)
        {
            for (var rank = network.From; rank < network.To; rank++)
                values[i] = checked(values[i] + rows[rank * RobustBlocks.Tile + i]);
        }
    }
}
