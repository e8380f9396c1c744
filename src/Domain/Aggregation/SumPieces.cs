using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Federated.Domain.Models;

namespace Federated.Domain.Aggregation;

/// <summary>What is worked out over a whole sum, a piece at a time.</summary>
public static class SumPieces
{
    private const int Length = 1 << 15;
    private const int MinKeyLength = 16;

    /// <summary>
    /// HMAC-SHA256 over the bytes of a <see cref="PartialSum"/>: binds to the sum without revealing it to who lacks the key. A bare hash
    /// would let anyone confirm a guess of an un-noised sum.
    /// </summary>
    /// <param name="sum">The sum.</param>
    /// <param name="key">A secret of at least 16 random bytes.</param>
    /// <exception cref="ArgumentException">A shorter key.</exception>
    public static ContentHash Commitment(this IExactSum sum, ReadOnlySpan<byte> key)
    {
        if (key.Length < MinKeyLength)
            throw new ArgumentException($"Got a key of {key.Length} bytes, wanted {MinKeyLength} or more.", nameof(key));
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Write(sum, (_, bytes) => hmac.AppendData(bytes));
        return ContentHash.FromBytes(hmac.GetHashAndReset());
    }

    /// <summary>Writes the byte form (<see cref="PartialSum"/>, remarks), in order.</summary>
    public static void WriteTo(this IExactSum sum, IByteSink file) => Write(sum, file.Write);

    /// <summary>The length of the byte form.</summary>
    public static long ByteLength(this IExactSum sum) => PartialSumBytes.HeaderLength + (sizeof(long) * (long)sum.Dimension);

    /// <summary>The size of the largest sum.</summary>
    internal static Int128 Reach(IExactSum sum)
    {
        var piece = new long[Math.Min(Length, sum.Dimension)];
        var (most, least) = (0L, 0L);
        for (var first = 0; first < sum.Dimension; first += piece.Length)
        {
            var sums = piece.AsSpan(0, Math.Min(piece.Length, sum.Dimension - first));
            sum.Read(first, sums);
            most = Math.Max(most, TensorPrimitives.Max<long>(sums));
            least = Math.Min(least, TensorPrimitives.Min<long>(sums));
        }

        return Int128.Max(most, -(Int128)least);
    }

    private delegate void Take(long place, ReadOnlySpan<byte> bytes);

    private static void Write(IExactSum sum, Take take)
    {
        Span<byte> header = stackalloc byte[PartialSumBytes.HeaderLength];
        PartialSumBytes.WriteHeader(sum, header);
        take(0, header);
        var piece = new long[Math.Min(Length, sum.Dimension)];
        for (var first = 0; first < sum.Dimension; first += piece.Length)
        {
            var sums = piece.AsSpan(0, Math.Min(piece.Length, sum.Dimension - first));
            sum.Read(first, sums);
            LittleEndian.ToMachineOrder(sums);
            take(header.Length + (sizeof(long) * (long)first), MemoryMarshal.AsBytes(sums));
        }
    }
}
