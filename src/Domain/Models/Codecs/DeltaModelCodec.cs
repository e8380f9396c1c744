using System.Buffers.Binary;
using System.IO.Compression;

namespace Federated.Domain.Models.Codecs;

/// <summary>
/// The difference to a model that the node has, without loss: both files as 32-bit words, subtracted as integers (the bits of two near
/// numbers are near integers), folded so that small differences of either sign have zeros in front (zigzag), the bytes of equal rank put
/// together, and Brotli (RFC 7932) over that.
/// </summary>
public sealed class DeltaModelCodec : ModelCodec
{
    internal const string CodecName = "delta";
    private const int Word = sizeof(uint);
    private const int Quality = 5;
    private const int Window = 22;

    private DeltaModelCodec()
    {
    }

    /// <summary>The codec.</summary>
    public static DeltaModelCodec Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => CodecName;

    /// <inheritdoc/>
    public override bool IsLossy => false;

    /// <inheritdoc/>
    public override bool NeedsBase => true;

    /// <inheritdoc/>
    public override byte[] Encode(ReadOnlySpan<byte> file, ReadOnlySpan<byte> baseFile)
    {
        if (file.Length != baseFile.Length)
            throw Malformed($"a base of {baseFile.Length} bytes", $"one of {file.Length}, as long as the model");
        var planes = new byte[file.Length];
        var words = file.Length / Word;
        for (var i = 0; i < words; i++)
        {
            var difference = (int)(BinaryPrimitives.ReadUInt32LittleEndian(file[(Word * i)..]) - BinaryPrimitives.ReadUInt32LittleEndian(baseFile[(Word * i)..]));
            var folded = (uint)((difference << 1) ^ (difference >> 31));
            for (var plane = 0; plane < Word; plane++)
                planes[(plane * words) + i] = (byte)(folded >> (8 * plane));
        }

        for (var i = words * Word; i < file.Length; i++)
            planes[i] = (byte)(file[i] - baseFile[i]);

        var coded = new byte[BrotliEncoder.GetMaxCompressedLength(planes.Length)];
        if (!BrotliEncoder.TryCompress(planes, coded, out var length, Quality, Window))
            throw new InvalidOperationException("Brotli wrote more than its own bound.");
        return coded[..length];
    }

    /// <inheritdoc/>
    public override byte[] Decode(ReadOnlySpan<byte> coded, ReadOnlySpan<byte> baseFile)
    {
        // One byte more than is right, so that what is too long is seen and nothing longer is ever unpacked.
        var planes = new byte[baseFile.Length + 1];
        if (!BrotliDecoder.TryDecompress(coded, planes, out var length) || length != baseFile.Length)
            throw Malformed("a difference that does not unpack to the length of its base", $"{baseFile.Length} bytes, compressed with Brotli");
        var file = new byte[length];
        var words = length / Word;
        for (var i = 0; i < words; i++)
        {
            uint folded = 0;
            for (var plane = 0; plane < Word; plane++)
                folded |= (uint)planes[(plane * words) + i] << (8 * plane);
            var difference = (folded >> 1) ^ (uint)-(int)(folded & 1);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Word * i), BinaryPrimitives.ReadUInt32LittleEndian(baseFile[(Word * i)..]) + difference);
        }

        for (var i = words * Word; i < length; i++)
            file[i] = (byte)(planes[i] + baseFile[i]);
        return file;
    }
}
