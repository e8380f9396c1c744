using System.Buffers.Binary;
using System.Collections.Immutable;
using Federated.Domain.Errors;

namespace Federated.Domain.Models;

/// <summary>
/// The header of a safetensors file, checked: byte ranges match types and shapes, and the tensors cover the data section
/// once, without gap or overlap.
/// </summary>
/// <remarks>
/// Layout of a file: 8 bytes little-endian header length N, N bytes of JSON starting with <c>{</c> and padded with spaces,
/// then the data section. See https://github.com/huggingface/safetensors, "Format".
/// </remarks>
/// <param name="Tensors">The tensors in the order of their bytes.</param>
/// <param name="Metadata">The text entries of <c>__metadata__</c>; empty when there is none.</param>
/// <param name="DataOffset">Where the data section starts in the file, in bytes.</param>
public sealed record SafetensorsHeader(
    ImmutableArray<SafetensorsTensor> Tensors, IReadOnlyDictionary<string, string> Metadata, long DataOffset)
{
    /// <summary>The longest header that is read, in bytes (16 MiB).</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The bytes that hold the header's length.</summary>
    internal const int PrefixLength = sizeof(ulong);

    /// <summary>The length of the data section in bytes.</summary>
    public long DataLength => Tensors.IsEmpty ? 0 : Tensors[^1].End;

    /// <summary>Reads and checks the header at the start of <paramref name="file"/>; the data section may be absent or partial.</summary>
    /// <exception cref="FederatedException">FED-1505 for anything but a well-formed header of at most 16 MiB.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> file) => Parse(file, ErrorCodes.ModelMalformed);

    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> file, ErrorCode code)
    {
        if (file.Length < PrefixLength)
            throw new FederatedException(code,
                $"Got {file.Length} bytes, wanted a safetensors file, which starts with {PrefixLength} bytes of header length. " +
                "Send the whole file.");
        var length = CheckLength(BinaryPrimitives.ReadUInt64LittleEndian(file), code);
        if (file.Length - PrefixLength < length)
            throw new FederatedException(code, $"Got {file.Length} bytes, wanted {PrefixLength + length} for the header alone. " +
                "The file is cut short; send the whole file.");
        return SafetensorsHeaderReader.Read(file.Slice(PrefixLength, length), code);
    }

    /// <summary>Reads the header of a file of which nothing else is looked at.</summary>
    internal static SafetensorsHeader Read(IByteSource file, ErrorCode code)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (file.Length < PrefixLength)
            return Parse([], code);
        file.Read(0, prefix);
        var head = new byte[Math.Min(file.Length, PrefixLength + CheckLength(BinaryPrimitives.ReadUInt64LittleEndian(prefix), code))];
        file.Read(0, head);
        return Parse(head, code);
    }

    private static int CheckLength(ulong length, ErrorCode code) => length is >= 2 and <= MaxLength
        ? (int)length
        : throw new FederatedException(code, $"Got a header length of {length} bytes, wanted 2 to {MaxLength}. " +
            "Is this a safetensors file?");
}
