using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Updates.Codecs;

/// <summary>
/// How an update's coordinates are stored in its file. Every codec but the entropy-coded ones has a length that follows from the
/// layout alone, so that a file's size says nothing about its content.
/// </summary>
/// <remarks>
/// Coding is a function of the update and a seed: an update that is coded again has the same bytes. What the coordinator folds is
/// what it decodes, so a norm is bounded after decoding, never before (PRIVACY, section 11).
/// </remarks>
public abstract class UpdateCodec
{
    /// <summary>The names of all codecs, with <c>topk:0.01</c> standing for any fraction.</summary>
    public static ImmutableArray<string> Known { get; } = ["float32", "bfloat16", "float16", "int8", "int8+brotli", "topk:0.01", "topk:0.01+brotli"];

    /// <summary>The name as plans and files spell it.</summary>
    public abstract string Name { get; }

    /// <summary>True when decoding does not give back every bit.</summary>
    public abstract bool IsLossy { get; }

    /// <summary>True when the file's length depends on what is in it.</summary>
    public virtual bool IsEntropyCoded => false;

    /// <summary>True when the node adds what coding lost to its next update (error feedback).</summary>
    public virtual bool WantsErrorFeedback => false;

    /// <summary>The codec of a name.</summary>
    /// <exception cref="FederatedException">FED-1211 for a name that is none.</exception>
    public static UpdateCodec Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const string brotli = "+brotli", topK = "topk:";
        if (name.EndsWith(brotli, StringComparison.Ordinal) && Parse(name[..^brotli.Length]) is { IsLossy: true, IsEntropyCoded: false } inner)
            return new BrotliCodec(inner);
        if (name.StartsWith(topK, StringComparison.Ordinal)
            && double.TryParse(name[topK.Length..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction) && fraction is > 0 and <= 0.5
            && name[topK.Length..] == fraction.ToString("R", CultureInfo.InvariantCulture))
            return new TopKCodec(fraction);
        return name switch
        {
            Float32Codec.CodecName => Float32Codec.Instance,
            HalfCodec.BrainName => HalfCodec.Brain,
            HalfCodec.HalfName => HalfCodec.Half,
            Int8Codec.CodecName => Int8Codec.Instance,
            _ => throw new FederatedException(ErrorCodes.UpdateCodecUnknown,
                $"Got codec {Excerpt.Of(name)}, wanted one of {string.Join(", ", Known)} (topk with any fraction above 0, at most 0.5)."),
        };
    }

    /// <summary>The bytes of the data section for a layout; the most there can be where <see cref="IsEntropyCoded"/>.</summary>
    public virtual long LargestLength(ParameterLayout layout) => Tensors(layout).Sum(t => t.Length);

    /// <summary>Codes an update.</summary>
    /// <param name="layout">Its layout.</param>
    /// <param name="values">Its coordinates, flat, in layout order; finite.</param>
    /// <param name="seed">Decides roundings where the codec rounds at random; not secret.</param>
    /// <returns>The data section of the file.</returns>
    /// <exception cref="FederatedException">FED-1205: a coordinate is too large for the codec.</exception>
    public abstract byte[] Encode(ParameterLayout layout, ReadOnlySpan<float> values, ulong seed);

    /// <summary>Decodes a data section.</summary>
    /// <exception cref="FederatedException">FED-1201: the bytes are not what the codec writes.</exception>
    public abstract void Decode(ParameterLayout layout, ReadOnlySpan<byte> data, Span<float> values);

    /// <summary>The tensors of the file in the order of their bytes.</summary>
    /// <param name="layout">The update's layout.</param>
    /// <param name="dataLength">Bytes of the data section, for codecs whose length is not fixed.</param>
    internal abstract IReadOnlyList<CodedTensor> Tensors(ParameterLayout layout, long? dataLength = null);

    private protected static FederatedException Malformed(string got, string wanted) =>
        new(ErrorCodes.UpdateMalformed, $"Got {got}, wanted {wanted}. Code the update with the codec that it names.");
}
