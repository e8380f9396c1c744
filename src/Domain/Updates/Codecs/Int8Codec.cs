using System.Buffers.Binary;
using System.Numerics.Tensors;
using Federated.Domain.Models;

namespace Federated.Domain.Updates.Codecs;

/// <summary>
/// One byte a coordinate: q = floor(x / s + u) with u uniform in [0, 1), s = max |x| / 127 over blocks of 256 coordinates. The
/// rounding is unbiased, E[s q] = x (Alistarh et al., "QSGD", 1610.02132, section 3.1, with the largest value as the norm).
/// </summary>
public sealed class Int8Codec : UpdateCodec
{
    internal const string CodecName = "int8";

    /// <summary>Coordinates that share a scale.</summary>
    public const int BlockLength = 256;

    private const string Scales = "federated.scales";
    private const float Largest = 127;

    private Int8Codec()
    {
    }

    /// <summary>The codec.</summary>
    public static Int8Codec Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => CodecName;

    /// <inheritdoc/>
    public override bool IsLossy => true;

    /// <inheritdoc/>
    public override byte[] Encode(ParameterLayout layout, ReadOnlySpan<float> values, ulong seed)
    {
        var random = new SeededRandom(seed);
        var blocks = Blocks(values.Length);
        var data = new byte[(sizeof(float) * blocks) + values.Length];
        var coded = data.AsSpan(sizeof(float) * blocks);
        for (var block = 0; block < blocks; block++)
        {
            var part = values.Slice(block * BlockLength, Math.Min(BlockLength, values.Length - (block * BlockLength)));
            var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(part)) / Largest;
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(sizeof(float) * block), scale);
            for (var i = 0; i < part.Length; i++)
            {
                // A block of zeros, or of numbers so small that the scale vanishes, is all zeros.
                var q = scale > 0 ? Math.Clamp(Math.Floor(((double)part[i] / scale) + random.NextDouble()), -Largest, Largest) : 0;
                coded[(block * BlockLength) + i] = (byte)(sbyte)q;
            }
        }
        return data;
    }

    /// <inheritdoc/>
    public override void Decode(ParameterLayout layout, ReadOnlySpan<byte> data, Span<float> values)
    {
        var blocks = Blocks(values.Length);
        var coded = data[(sizeof(float) * blocks)..];
        for (var block = 0; block < blocks; block++)
        {
            var scale = BinaryPrimitives.ReadSingleLittleEndian(data[(sizeof(float) * block)..]);
            if (!float.IsFinite(scale) || scale < 0)
                throw Malformed("a scale that is negative or not finite", "a finite scale of at least 0");
            for (var i = block * BlockLength; i < Math.Min(values.Length, (block + 1) * BlockLength); i++)
                values[i] = scale * (sbyte)coded[i];
        }
    }

    internal override IReadOnlyList<CodedTensor> Tensors(ParameterLayout layout, long? dataLength = null) =>
    [
        new(Scales, SafetensorsDType.Float32, [Blocks(layout.ParameterCount)]),
        .. layout.Tensors.Select(t => new CodedTensor(t.Name, "I8", t.Shape)),
    ];

    private static int Blocks(int count) => (count + BlockLength - 1) / BlockLength;
}
