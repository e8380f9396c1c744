using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// Distances and norms of whole updates, in one pass over them. Differences are taken in float32, squares and sums in float64, in
/// sixteen running sums a tile that are added in fixed order: the same bits on every processor.
/// </summary>
internal static class MemberGeometry
{
    private const int Lanes = 16;

    /// <summary>|u_i - u_j|^2 for every pair, symmetric, zeros on the diagonal.</summary>
    internal static double[,] SquaredDistances(IMemberUpdates updates)
    {
        var n = updates.Members.Length;
        var pairs = n * (n - 1) / 2;
        var partial = new double[RobustBlocks.Chunks(updates.Dimension) * pairs];
        RobustBlocks.ForEach(updates, (chunk, _, _, rows) =>
        {
            var sums = partial.AsSpan(chunk * pairs, pairs);
            for (int i = 0, pair = 0; i < n; i++)
            {
                for (var j = i + 1; j < n; j++, pair++)
                    sums[pair] += SquaredDistance(Row(rows, i), Row(rows, j));
            }
        });

        var distances = new double[n, n];
        for (int i = 0, pair = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++, pair++)
                distances[i, j] = distances[j, i] = Total(partial, pair, pairs);
        }

        return distances;
    }

    /// <summary>|u_i| of every member.</summary>
    internal static double[] Norms(IMemberUpdates updates)
    {
        var n = updates.Members.Length;
        var partial = new double[RobustBlocks.Chunks(updates.Dimension) * n];
        RobustBlocks.ForEach(updates, (chunk, _, _, rows) =>
        {
            for (var i = 0; i < n; i++)
                partial[chunk * n + i] += SquaredNorm(Row(rows, i));
        });
        return [.. Enumerable.Range(0, n).Select(i => Math.Sqrt(Total(partial, i, n)))];
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> rows, int member) => rows.Slice(member * RobustBlocks.Tile, RobustBlocks.Tile);

    private static double SquaredDistance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        var (sum0, sum1) = (Vector512<double>.Zero, Vector512<double>.Zero);
        for (nuint i = 0; i < RobustBlocks.Tile; i += Lanes)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref a, i) - Vector512.LoadUnsafe(ref b, i));
            sum0 += low * low;
            sum1 += high * high;
        }

        return InOrder(sum0, sum1);
    }

    private static double SquaredNorm(ReadOnlySpan<float> values)
    {
        ref var a = ref MemoryMarshal.GetReference(values);
        var (sum0, sum1) = (Vector512<double>.Zero, Vector512<double>.Zero);
        for (nuint i = 0; i < RobustBlocks.Tile; i += Lanes)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref a, i));
            sum0 += low * low;
            sum1 += high * high;
        }

        return InOrder(sum0, sum1);
    }

    // Vector512.Sum may add in another order on another processor.
    private static double InOrder(Vector512<double> first, Vector512<double> second)
    {
        var both = first + second;
        var sum = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
            sum += both[lane];
        return sum;
    }

    private static double Total(double[] partial, int index, int stride)
    {
        var sum = 0.0;
        for (var i = index; i < partial.Length; i += stride)
            sum += partial[i];
        return sum;
    }
}
