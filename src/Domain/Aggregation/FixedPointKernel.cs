using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Federated.Domain.Aggregation;

/// <summary>Converts scaled doubles to whole numbers and adds them, a vector at a time.</summary>
/// <remarks>
/// Processors with AVX-512 convert double to int64 in vectors. Elsewhere that does not exist, and the usual addition of 1.5 x 2^52 is good for 51 bits only. Here x is split as
/// h 2^32 + l with h = round(x / 2^32). For |x| below 2^62, |h| is at most 2^30 and l is exact: either h is 0 and l is x,
/// or x is at least 2^31 in size and so a multiple of 2^-21, as is l, which is at most 2^31 in size. Adding the constant to l rounds it
/// to nearest, ties to even, and h 2^32 is even, so the result is x rounded so. Every product is by a power of two, so fused
/// multiply-add would change nothing.
/// </remarks>
internal static class FixedPointKernel
{
    private const double Shift = 6755399441055744; // 1.5 x 2^52: sums with it are whole numbers.
    private const double Two32 = 4294967296;

    /// <summary>sums[i] += round(values[i] x factor); the caller has made sure that nothing overflows.</summary>
    internal static void Fold(Span<long> sums, ReadOnlySpan<float> values, double factor)
    {
        var i = Avx512DQ.IsSupported ? FoldWide(sums, values, factor) : 0;
        if (Vector.IsHardwareAccelerated)
        {
            var factors = new Vector<double>(factor);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Widen(new Vector<float>(values[i..]), out var low, out var high);
                Add(sums[i..], Round(low * factors));
                Add(sums[(i + Vector<double>.Count)..], Round(high * factors));
            }
        }
        for (; i < values.Length; i++)
            sums[i] += (long)Math.Round(values[i] * factor, MidpointRounding.ToEven);
    }

    /// <summary>
    /// 16 at a time with the processor's own conversion, which rounds to nearest, ties to even, and is right for everything below 2^63.
    /// </summary>
    /// <returns>How many were folded.</returns>
    private static int FoldWide(Span<long> sums, ReadOnlySpan<float> values, double factor)
    {
        var factors = Vector512.Create(factor);
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(sums[..values.Length]);
        var i = 0;
        for (; i <= values.Length - 16; i += 16)
        {
            var low = Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(ref from, (nuint)i)) * factors;
            var high = Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(ref from, (nuint)i + 8)) * factors;
            var lowTerms = Avx512DQ.ConvertToVector512Int64(low, FloatRoundingMode.ToEven);
            var highTerms = Avx512DQ.ConvertToVector512Int64(high, FloatRoundingMode.ToEven);
            (Vector512.LoadUnsafe(ref to, (nuint)i) + lowTerms).StoreUnsafe(ref to, (nuint)i);
            (Vector512.LoadUnsafe(ref to, (nuint)i + 8) + highTerms).StoreUnsafe(ref to, (nuint)i + 8);
        }

        return i;
    }

    private static void Add(Span<long> sums, Vector<long> terms) => (new Vector<long>(sums) + terms).CopyTo(sums);

    private static Vector<long> Round(Vector<double> x)
    {
        var shift = new Vector<double>(Shift);
        var high = x * new Vector<double>(1 / Two32) + shift;
        var low = x - (high - shift) * new Vector<double>(Two32) + shift;
        var bits = Vector.AsVectorInt64(shift);
        return Vector.ShiftLeft(Vector.AsVectorInt64(high) - bits, 32) + (Vector.AsVectorInt64(low) - bits);
    }
}
