using System.Buffers.Binary;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Aggregation;

/// <summary>The byte form of a <see cref="PartialSum"/>; the layout is in that type's remarks.</summary>
internal static class PartialSumBytes
{
    internal const int HeaderLength = 32;

    private static ReadOnlySpan<byte> Magic => "FEDSUM01"u8;

    internal static byte[] Write(PartialSum sum)
    {
        var length = HeaderLength + sizeof(long) * (long)sum.Sums.Length;
        if (length > Array.MaxLength)
            throw FixedPointFormat.Refuse($"Got a sum of {length} bytes, wanted at most {Array.MaxLength}. Use a smaller model.");
        var bytes = new byte[length];
        WriteHeader(sum, bytes);
        LittleEndian.Write(sum.Sums.Span, bytes.AsSpan(HeaderLength));
        return bytes;
    }

    internal static void WriteHeader(IExactSum sum, Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], sum.FractionalBits);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], sum.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], sum.Dimension);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], sum.Votes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], sum.WeightUnits);
    }

    internal static (int FractionalBits, long WeightUnits, int Count, long[] Sums, int Votes) Read(ReadOnlySpan<byte> bytes)
    {
        var (fractionalBits, weightUnits, count, dimension, votes) = ReadHeader(bytes, bytes.Length);
        var sums = new long[dimension];
        LittleEndian.Read(bytes[HeaderLength..], sums);
        return (fractionalBits, weightUnits, count, sums, votes);
    }

    /// <param name="bytes">The header; what follows it is not looked at.</param>
    /// <param name="length">Bytes in all.</param>
    internal static (int FractionalBits, long WeightUnits, int Count, int Dimension, int Votes) ReadHeader(ReadOnlySpan<byte> bytes, long length)
    {
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Magic))
            throw Refuse(
                $"Got {length} bytes that do not start as a partial sum, wanted 'FEDSUM01' and {HeaderLength} bytes of header.");
        var fractionalBits = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        var dimension = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        var votes = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
        var weightUnits = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
        if (!new FixedPointFormat(fractionalBits).IsValid || count < 0 || dimension < 1 || Math.Abs((long)votes) > count || weightUnits < 0)
            throw Refuse($"Got a partial sum of {count} updates, {dimension} parameters, " +
                $"{votes} votes, {fractionalBits} fractional bits and weight {weightUnits}, wanted numbers in range.");
        if (length != HeaderLength + sizeof(long) * (long)dimension)
            throw Refuse($"Got {length} bytes, wanted {HeaderLength + sizeof(long) * (long)dimension} for {dimension} parameters.");
        return (fractionalBits, weightUnits, count, dimension, votes);
    }

    private static FederatedException Refuse(string message) =>
        new(ErrorCodes.StorageCorrupt, message + " The bytes are damaged; ask the intake for the partial again.");
}
