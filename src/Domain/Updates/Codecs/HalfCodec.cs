using System.Buffers.Binary;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Updates.Codecs;

/// <summary>
/// Two bytes a coordinate, rounded to nearest, ties to even: <c>bfloat16</c> keeps the range of float32 and 8 significant bits,
/// <c>float16</c> keeps 11 significant bits up to 65,504.
/// </summary>
public sealed class HalfCodec : UpdateCodec
{
    internal const string BrainName = "bfloat16";
    internal const string HalfName = "float16";
    private readonly bool _brain;

    private HalfCodec(bool brain) => _brain = brain;

    /// <summary>bfloat16.</summary>
    public static HalfCodec Brain { get; } = new(brain: true);

    /// <summary>float16.</summary>
    public static HalfCodec Half { get; } = new(brain: false);

    /// <inheritdoc/>
    public override string Name => _brain ? BrainName : HalfName;

    /// <inheritdoc/>
    public override bool IsLossy => true;

    /// <inheritdoc/>
    public override byte[] Encode(ParameterLayout layout, ReadOnlySpan<float> values, ulong seed)
    {
        var data = new byte[sizeof(ushort) * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var bits = _brain ? ToBrain(values[i]) : BitConverter.HalfToUInt16Bits((System.Half)values[i]);
            if (!float.IsFinite(Widen(bits)))
                throw new FederatedException(ErrorCodes.UpdateOutOfBound,
                    $"Got a coordinate beyond the range of codec {Name}, wanted one within it. Training diverged, or the plan needs another codec.");
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(sizeof(ushort) * i), bits);
        }
        return data;
    }

    /// <inheritdoc/>
    public override void Decode(ParameterLayout layout, ReadOnlySpan<byte> data, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = Widen(BinaryPrimitives.ReadUInt16LittleEndian(data[(sizeof(ushort) * i)..]));
    }

    internal override IReadOnlyList<CodedTensor> Tensors(ParameterLayout layout, long? dataLength = null) =>
        [.. layout.Tensors.Select(t => new CodedTensor(t.Name, _brain ? "BF16" : "F16", t.Shape))];

    private float Widen(ushort bits) => _brain ? BitConverter.UInt32BitsToSingle((uint)bits << 16) : (float)BitConverter.UInt16BitsToHalf(bits);

    private static ushort ToBrain(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
