using System.Numerics;
using System.Runtime.InteropServices;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>The mean of some ranks of every coordinate: the median and the trimmed mean are both of this kind.</summary>
internal static class OrderStatistics
{
    /// <summary>Per coordinate, the mean of the values of rank <paramref name="from"/> to <paramref name="to"/> - 1, added in float64
    /// from the smallest up.</summary>
    internal static double[] Mean(IMemberUpdates updates, int from, int to)
    {
        var network = new SortingNetwork(updates.Members.Length, from, to);
        var values = GC.AllocateUninitializedArray<double>(updates.Dimension);
        RobustBlocks.ForEach(updates, (_, offset, length, rows) =>
        {
            network.Sort(rows, RobustBlocks.Tile);
            Mean(rows, from, to, values.AsSpan(offset, length));
        });
        return values;
    }

    private static void Mean(ReadOnlySpan<float> rows, int from, int to, Span<double> values)
    {
        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(values);
        var count = new Vector<double>(to - from);
        nuint i = 0;
        for (; i + (nuint)Vector<float>.Count <= (nuint)values.Length; i += (nuint)Vector<float>.Count)
        {
            var (low, high) = (Vector<double>.Zero, Vector<double>.Zero);
            for (var rank = from; rank < to; rank++)
            {
                Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)(rank * RobustBlocks.Tile) + i), out var a, out var b);
                (low, high) = (low + a, high + b);
            }

            (low / count).StoreUnsafe(ref target, i);
            (high / count).StoreUnsafe(ref target, i + (nuint)Vector<double>.Count);
        }

        for (var j = (int)i; j < values.Length; j++)
        {
            var sum = 0.0;
            for (var rank = from; rank < to; rank++)
                sum += rows[rank * RobustBlocks.Tile + j];
            values[j] = sum / (to - from);
        }
    }
}
