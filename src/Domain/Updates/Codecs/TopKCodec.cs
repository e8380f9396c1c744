using System.Buffers.Binary;
using System.Globalization;
using Federated.Domain.Models;

namespace Federated.Domain.Updates.Codecs;

/// <summary>
/// The k = ceil(fraction d) coordinates of largest size, as ascending positions and float32 values; the others count as zero and
/// are added to the node's next update (error feedback; Stich et al., "Sparsified SGD with Memory", 1809.07599).
/// </summary>
/// <param name="fraction">Above 0, at most 0.5.</param>
public sealed class TopKCodec(double fraction) : UpdateCodec
{
    private const string Indices = "federated.indices";
    private const string Values = "federated.values";

    /// <inheritdoc/>
    public override string Name { get; } = "topk:" + fraction.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override bool IsLossy => true;

    /// <inheritdoc/>
    public override bool WantsErrorFeedback => true;

    /// <inheritdoc/>
    public override byte[] Encode(ParameterLayout layout, ReadOnlySpan<float> values, ulong seed)
    {
        var kept = Largest(values, Count(values.Length));
        var data = new byte[(sizeof(uint) + sizeof(float)) * kept.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(sizeof(uint) * i), (uint)kept[i]);
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(sizeof(uint) * (kept.Length + i)), values[kept[i]]);
        }
        return data;
    }

    /// <inheritdoc/>
    public override void Decode(ParameterLayout layout, ReadOnlySpan<byte> data, Span<float> values)
    {
        values.Clear();
        var count = Count(values.Length);
        var last = -1L;
        for (var i = 0; i < count; i++)
        {
            var index = BinaryPrimitives.ReadUInt32LittleEndian(data[(sizeof(uint) * i)..]);
            if (index <= last || index >= values.Length)
                throw Malformed($"position {index} after {last}", $"ascending positions below {values.Length}");
            last = index;
            values[(int)index] = BinaryPrimitives.ReadSingleLittleEndian(data[(sizeof(uint) * (count + i))..]);
        }
    }

    internal override IReadOnlyList<CodedTensor> Tensors(ParameterLayout layout, long? dataLength = null)
    {
        var count = Count(layout.ParameterCount);
        return [new(Indices, "U32", [count]), new(Values, SafetensorsDType.Float32, [count])];
    }

    private int Count(int dimension) => (int)Math.Ceiling(fraction * dimension);

    /// <summary>Positions of the largest in size, ascending; of equal ones the earlier. Keys sort by size, then by position.</summary>
    private static int[] Largest(ReadOnlySpan<float> values, int count)
    {
        var keys = new ulong[values.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = ((ulong)~BitConverter.SingleToUInt32Bits(MathF.Abs(values[i])) << 32) | (uint)i;
        Array.Sort(keys);
        var kept = new int[count];
        for (var i = 0; i < count; i++)
            kept[i] = (int)(uint)keys[i];
        Array.Sort(kept);
        return kept;
    }
}
