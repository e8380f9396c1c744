using System.IO.Compression;
using Federated.Domain.Models;

namespace Federated.Domain.Updates.Codecs;

/// <summary>
/// Another codec's data section, compressed with Brotli (RFC 7932). Its length depends on the update, which is why the record-level
/// mode refuses it.
/// </summary>
/// <param name="inner">A codec of fixed length.</param>
public sealed class BrotliCodec(UpdateCodec inner) : UpdateCodec
{
    private const string Data = "federated.brotli";
    private const int Quality = 5;
    private const int Window = 22;

    /// <inheritdoc/>
    public override string Name { get; } = inner.Name + "+brotli";

    /// <inheritdoc/>
    public override bool IsLossy => inner.IsLossy;

    /// <inheritdoc/>
    public override bool IsEntropyCoded => true;

    /// <inheritdoc/>
    public override bool WantsErrorFeedback => inner.WantsErrorFeedback;

    /// <inheritdoc/>
    public override long LargestLength(ParameterLayout layout) => BrotliEncoder.GetMaxCompressedLength(checked((int)inner.LargestLength(layout)));

    /// <inheritdoc/>
    public override byte[] Encode(ParameterLayout layout, ReadOnlySpan<float> values, ulong seed)
    {
        var plain = inner.Encode(layout, values, seed);
        var data = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        if (!BrotliEncoder.TryCompress(plain, data, out var length, Quality, Window))
            throw new InvalidOperationException("Brotli wrote more than its own bound.");
        return data[..length];
    }

    /// <inheritdoc/>
    public override void Decode(ParameterLayout layout, ReadOnlySpan<byte> data, Span<float> values)
    {
        // One byte more than is right, so that what is too long is seen and nothing longer is ever unpacked.
        var wanted = checked((int)inner.LargestLength(layout));
        var plain = new byte[wanted + 1];
        if (!BrotliDecoder.TryDecompress(data, plain, out var length) || length != wanted)
            throw Malformed("data that do not unpack to the layout's length", $"{wanted} bytes, compressed with Brotli");
        inner.Decode(layout, plain.AsSpan(0, wanted), values);
    }

    internal override IReadOnlyList<CodedTensor> Tensors(ParameterLayout layout, long? dataLength = null) =>
        [new(Data, "U8", [checked((int)(dataLength ?? LargestLength(layout)))])];
}
