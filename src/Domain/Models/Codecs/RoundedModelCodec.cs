using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Federated.Domain.Models.Codecs;

/// <summary>
/// Fewer bits a parameter, rounded to nearest: <c>bfloat16</c> and <c>float16</c> (ties to even, values beyond their range to the largest
/// that they hold), <c>int8</c> with one float32 scale for 256 parameters (max |x| / 127, ties away from zero). Coded is the length of the
/// file's header (4 bytes, little-endian), the header, then the numbers in the order of the file.
/// </summary>
/// <param name="name">Its name.</param>
public sealed class RoundedModelCodec(string name) : ModelCodec
{
    private const string Brain = "bfloat16", Half = "float16", Byte = "int8";

    /// <summary>Parameters that share a scale.</summary>
    public const int BlockLength = 256;

    private const float Largest = 127;

    // 0x7F7F, the largest finite bfloat16.
    private const uint LargestBrain = 0x7F7F_0000;

    /// <summary>The names of the codecs of this kind.</summary>
    public static ImmutableArray<string> Names { get; } = [Brain, Half, Byte];

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool IsLossy => true;

    /// <summary>The codec of a name, or null.</summary>
    public static RoundedModelCodec? Find(string name) => Names.Contains(name, StringComparer.Ordinal) ? new(name) : null;

    /// <inheritdoc/>
    public override byte[] Encode(ReadOnlySpan<byte> file, ReadOnlySpan<byte> baseFile)
    {
        var (offset, values) = Read(file);
        var numbers = NumbersLength(values.Length);
        var coded = new byte[sizeof(int) + offset + numbers];
        BinaryPrimitives.WriteInt32LittleEndian(coded, offset);
        file[..offset].CopyTo(coded.AsSpan(sizeof(int)));
        Write(values, coded.AsSpan(sizeof(int) + offset));
        return coded;
    }

    /// <inheritdoc/>
    public override byte[] Decode(ReadOnlySpan<byte> coded, ReadOnlySpan<byte> baseFile)
    {
        if (coded.Length < sizeof(int))
            throw Malformed($"{coded.Length} bytes", "a coded model");
        var offset = BinaryPrimitives.ReadInt32LittleEndian(coded);
        if (offset < 0 || offset > coded.Length - sizeof(int))
            throw Malformed($"a header of {offset} bytes in {coded.Length}", "a whole header");
        var prefix = coded.Slice(sizeof(int), offset);
        var header = SafetensorsHeader.Parse(prefix);
        var count = Count(header, offset);
        var numbers = coded[(sizeof(int) + offset)..];
        if (numbers.Length != NumbersLength(count))
            throw Malformed($"{numbers.Length} bytes of numbers", $"{NumbersLength(count)} for {count} parameters in {name}");
        var values = new float[count];
        Read(numbers, values);
        var file = new byte[offset + (sizeof(float) * (long)count)];
        prefix.CopyTo(file);
        LittleEndian.Write(values, file.AsSpan(offset));
        return file;
    }

    private static (int Offset, float[] Values) Read(ReadOnlySpan<byte> file)
    {
        var header = ModelFile.ReadHeader(file);
        var values = new float[Count(header, header.DataOffset)];
        LittleEndian.Read(file[(int)header.DataOffset..], values);
        if (values.Any(value => !float.IsFinite(value)))
            throw Malformed("a model with a parameter that is not finite", "one whose parameters can be rounded");
        return ((int)header.DataOffset, values);
    }

    private static int Count(SafetensorsHeader header, long offset)
    {
        if (header.DataOffset != offset || header.Tensors.Any(tensor => tensor.DType != SafetensorsDType.Float32))
            throw Malformed("a model of other tensors than float32", "one whose parameters can be rounded");
        return checked((int)(header.DataLength / sizeof(float)));
    }

    private static int Blocks(int count) => (count + BlockLength - 1) / BlockLength;

    private int NumbersLength(int count) => name == Byte ? checked((sizeof(float) * Blocks(count)) + count) : checked(sizeof(ushort) * count);

    private void Write(ReadOnlySpan<float> values, Span<byte> numbers)
    {
        if (name == Byte)
        {
            WriteBytes(values, numbers);
            return;
        }

        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(numbers[(sizeof(ushort) * i)..], name == Brain ? ToBrain(values[i]) : ToHalf(values[i]));
    }

    private void Read(ReadOnlySpan<byte> numbers, Span<float> values)
    {
        if (name == Byte)
        {
            ReadBytes(numbers, values);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(numbers[(sizeof(ushort) * i)..]);
            values[i] = name == Brain ? BitConverter.UInt32BitsToSingle((uint)bits << 16) : (float)BitConverter.UInt16BitsToHalf(bits);
        }
    }

    private static void WriteBytes(ReadOnlySpan<float> values, Span<byte> numbers)
    {
        var coded = numbers[(sizeof(float) * Blocks(values.Length))..];
        for (var block = 0; block * BlockLength < values.Length; block++)
        {
            var part = values.Slice(block * BlockLength, Math.Min(BlockLength, values.Length - (block * BlockLength)));
            var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(part)) / Largest;
            BinaryPrimitives.WriteSingleLittleEndian(numbers[(sizeof(float) * block)..], scale);
            for (var i = 0; i < part.Length; i++)
            {
                // A block so small that its scale vanishes is all zeros.
                var q = scale > 0 ? Math.Clamp(Math.Round((double)part[i] / scale, MidpointRounding.AwayFromZero), -Largest, Largest) : 0;
                coded[(block * BlockLength) + i] = (byte)(sbyte)q;
            }
        }
    }

    private static void ReadBytes(ReadOnlySpan<byte> numbers, Span<float> values)
    {
        var coded = numbers[(sizeof(float) * Blocks(values.Length))..];
        for (var i = 0; i < values.Length; i++)
        {
            var scale = BinaryPrimitives.ReadSingleLittleEndian(numbers[(sizeof(float) * (i / BlockLength))..]);
            if (!float.IsFinite(scale) || scale < 0)
                throw Malformed("a scale that is negative or not finite", "a finite scale of at least 0");
            values[i] = scale * (sbyte)coded[i];
        }
    }

    private static ushort ToBrain(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var sign = bits & 0x8000_0000;
        var rounded = (bits & 0x7FFF_FFFF) + 0x7FFF + ((bits >> 16) & 1);
        return (ushort)((sign | Math.Min(rounded, LargestBrain)) >> 16);
    }

    private static ushort ToHalf(float value)
    {
        var half = (System.Half)value;
        return BitConverter.HalfToUInt16Bits(System.Half.IsFinite(half) ? half : value > 0 ? System.Half.MaxValue : System.Half.MinValue);
    }
}
