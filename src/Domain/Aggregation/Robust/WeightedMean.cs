using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Federated.Domain.Agreements;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>The mean of some members' updates with some weights, in float64, added in the order of names.</summary>
internal static class WeightedMean
{
    /// <summary>sum(weights[k] u_k) / divisor; a member of weight 0 is not even read.</summary>
    internal static double[] Of(IMemberUpdates updates, ReadOnlyMemory<double> weights, double divisor)
    {
        var counted = new Selection(updates, [.. Enumerable.Range(0, weights.Length).Where(k => weights.Span[k] != 0)]);
        double[] factors = [.. counted.Indices.Select(k => weights.Span[k])];
        var values = GC.AllocateUninitializedArray<double>(updates.Dimension);
        RobustBlocks.ForEach(counted, (_, offset, length, rows) => Mean(rows, factors, divisor, values.AsSpan(offset, length)));
        return values;
    }

    /// <summary>The plain mean of the members at <paramref name="kept"/>; the others are reported as excluded.</summary>
    internal static RobustMean Of(IMemberUpdates updates, ImmutableArray<int> kept)
    {
        var weights = new double[updates.Members.Length];
        foreach (var member in kept)
            weights[member] = 1;
        return new(Of(updates, weights, kept.Length), [.. Enumerable.Range(0, weights.Length).Where(k => weights[k] == 0).Select(k => updates.Members[k])]);
    }

    private static void Mean(ReadOnlySpan<float> rows, ReadOnlySpan<double> factors, double divisor, Span<double> values)
    {
        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(values);
        var divisors = new Vector<double>(divisor);
        nuint i = 0;
        for (; i + (nuint)Vector<float>.Count <= (nuint)values.Length; i += (nuint)Vector<float>.Count)
        {
            var (low, high) = (Vector<double>.Zero, Vector<double>.Zero);
            for (var k = 0; k < factors.Length; k++)
            {
                Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)(k * RobustBlocks.Tile) + i), out var a, out var b);
                (low, high) = (low + a * factors[k], high + b * factors[k]);
            }

            (low / divisors).StoreUnsafe(ref target, i);
            (high / divisors).StoreUnsafe(ref target, i + (nuint)Vector<double>.Count);
        }

        for (var j = (int)i; j < values.Length; j++)
        {
            var sum = 0.0;
            for (var k = 0; k < factors.Length; k++)
                sum += rows[k * RobustBlocks.Tile + j] * factors[k];
            values[j] = sum / divisor;
        }
    }

    private sealed class Selection(IMemberUpdates all, ImmutableArray<int> indices) : IMemberUpdates
    {
        public ImmutableArray<int> Indices => indices;

        public ImmutableArray<PartnerName> Members { get; } = [.. indices.Select(k => all.Members[k])];

        public int Dimension => all.Dimension;

        public ReadOnlySpan<float> Read(int member, int offset, Span<float> buffer) => all.Read(indices[member], offset, buffer);
    }
}
