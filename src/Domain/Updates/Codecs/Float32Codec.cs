using Federated.Domain.Models;

namespace Federated.Domain.Updates.Codecs;

/// <summary>Every coordinate as it is.</summary>
public sealed class Float32Codec : UpdateCodec
{
    internal const string CodecName = "float32";

    private Float32Codec()
    {
    }

    /// <summary>The codec.</summary>
    public static Float32Codec Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => CodecName;

    /// <inheritdoc/>
    public override bool IsLossy => false;

    /// <inheritdoc/>
    public override byte[] Encode(ParameterLayout layout, ReadOnlySpan<float> values, ulong seed)
    {
        var data = new byte[sizeof(float) * values.Length];
        LittleEndian.Write(values, data);
        return data;
    }

    /// <inheritdoc/>
    public override void Decode(ParameterLayout layout, ReadOnlySpan<byte> data, Span<float> values) => LittleEndian.Read(data, values);

    internal override IReadOnlyList<CodedTensor> Tensors(ParameterLayout layout, long? dataLength = null) =>
        [.. layout.Tensors.Select(t => new CodedTensor(t.Name, SafetensorsDType.Float32, t.Shape))];
}
