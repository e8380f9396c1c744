using System.Buffers;
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
    private const int NormBlock = 8192;

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
    /// <exception cref="Errors.FederatedException">FED-1204 names the first member with a value that is not finite.</exception>
    internal static double[] Norms(IMemberUpdates updates)
    {
        var n = updates.Members.Length;
        var partial = new double[RobustBlocks.Chunks(updates.Dimension) * n];
        Parallel.For(0, RobustBlocks.Chunks(updates.Dimension), chunk =>
        {
            var buffer = ArrayPool<float>.Shared.Rent(NormBlock);
            var end = Math.Min(updates.Dimension, (chunk + 1) * RobustBlocks.Chunk);
            for (var member = 0; member < n; member++)
            {
                for (var offset = chunk * RobustBlocks.Chunk; offset < end; offset += NormBlock)
                    partial[chunk * n + member] += SquaredNorm(updates.Read(member, offset, buffer.AsSpan(0, Math.Min(NormBlock, end - offset))));
            }

            ArrayPool<float>.Shared.Return(buffer);
        });

        double[] norms = [.. Enumerable.Range(0, n).Select(i => Math.Sqrt(Total(partial, i, n)))];
        // Squares of finite float32 values cannot overflow a float64 sum, so a norm is not finite where a value is not.
        var bad = Array.FindIndex(norms, norm => !double.IsFinite(norm));
        return bad < 0 ? norms : throw RobustBlocks.NotFinite(updates, bad);
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
        nuint i = 0;
        for (; i + Lanes <= (nuint)values.Length; i += Lanes)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref a, i));
            sum0 += low * low;
            sum1 += high * high;
        }

        var rest = 0.0;
        for (var j = (int)i; j < values.Length; j++)
            rest += (double)values[j] * values[j];
        return InOrder(sum0, sum1) + rest;
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
