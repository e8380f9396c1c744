using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Federated.Domain.Models;

/// <summary>Arrays of numbers to and from little-endian bytes, whatever the machine's own order.</summary>
internal static class LittleEndian
{
    internal static void Write(ReadOnlySpan<float> values, Span<byte> destination)
    {
        MemoryMarshal.AsBytes(values).CopyTo(destination);
        if (!BitConverter.IsLittleEndian)
            Reverse32(destination);
    }

    internal static void Read(ReadOnlySpan<byte> source, Span<float> values)
    {
        source.CopyTo(MemoryMarshal.AsBytes(values));
        if (!BitConverter.IsLittleEndian)
            Reverse32(MemoryMarshal.AsBytes(values));
    }

    internal static void Write(ReadOnlySpan<double> values, Span<byte> destination) =>
        Write(MemoryMarshal.Cast<double, long>(values), destination);

    internal static void Read(ReadOnlySpan<byte> source, Span<double> values) =>
        Read(source, MemoryMarshal.Cast<double, long>(values));

    internal static void Write(ReadOnlySpan<long> values, Span<byte> destination)
    {
        MemoryMarshal.AsBytes(values).CopyTo(destination);
        if (!BitConverter.IsLittleEndian)
            Reverse64(destination);
    }

    internal static void Read(ReadOnlySpan<byte> source, Span<long> values)
    {
        source.CopyTo(MemoryMarshal.AsBytes(values));
        if (!BitConverter.IsLittleEndian)
            Reverse64(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Turns values whose little-endian bytes were copied in as they came into the machine's order, in place.</summary>
    internal static void ToMachineOrder(Span<float> values)
    {
        if (!BitConverter.IsLittleEndian)
            Reverse32(MemoryMarshal.AsBytes(values));
    }

    /// <summary>The same for whole numbers of 64 bits; its own inverse.</summary>
    internal static void ToMachineOrder(Span<long> values)
    {
        if (!BitConverter.IsLittleEndian)
            Reverse64(MemoryMarshal.AsBytes(values));
    }

    /// <summary>The same for doubles; its own inverse.</summary>
    internal static void ToMachineOrder(Span<double> values) => ToMachineOrder(MemoryMarshal.Cast<double, long>(values));

    private static void Reverse32(Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, uint>(bytes);
        BinaryPrimitives.ReverseEndianness(words, words);
    }

    private static void Reverse64(Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
