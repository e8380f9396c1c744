using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Updates.Codecs;

namespace Federated.Domain.Updates;

/// <summary>
/// A partner's update as a safetensors file: the tensors of its codec (with <c>float32</c> those of the layout, in order) without
/// gaps, and five metadata entries (<c>federated.run</c>, <c>.round</c>, <c>.layout</c>, <c>.codec</c>, <c>.weight</c>), none other.
/// Numbers are decimal, the weight in units of 2^-20.
/// </summary>
public static class UpdateFile
{
    /// <summary>The codec that stores every coordinate as a float32, uncompressed.</summary>
    public const string Float32Codec = "float32";

    /// <summary>The file. The same arguments give the same bytes, so a resend has the hash of the first attempt.</summary>
    /// <param name="metadata">Run, round, layout, codec and weight.</param>
    /// <param name="layout">The layout that <paramref name="metadata"/> names.</param>
    /// <param name="delta">Local minus global parameters, flat, in layout order.</param>
    /// <param name="seed">Decides roundings where the codec rounds at random; not secret.</param>
    /// <exception cref="ArgumentException"><paramref name="delta"/> has not the layout's length.</exception>
    /// <exception cref="FederatedException">FED-1205: too large for the codec; FED-1206: metadata names another layout; FED-1211: unknown codec.</exception>
    public static byte[] Write(UpdateMetadata metadata, ParameterLayout layout, ReadOnlySpan<float> delta, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(layout);
        if (metadata.Layout != layout.Hash)
            throw new FederatedException(ErrorCodes.UpdateLayoutMismatch,
                $"Got layout {metadata.Layout} in the metadata, wanted {layout.Hash}. " +
                "Write the layout that the update was trained with.");
        if (metadata.Codec == Float32Codec)
            return ModelFile.Write(layout, delta, UpdateMetadataText.Write(metadata));
        if (delta.Length != layout.ParameterCount)
            throw new ArgumentException($"Got {delta.Length} values, wanted the layout's {layout.ParameterCount}.", nameof(delta));
        var codec = UpdateCodec.Parse(metadata.Codec);
        var data = codec.Encode(layout, delta, seed);
        var header = SafetensorsHeaderWriter.Write(
            codec.Tensors(layout, data.Length).Select(t => (t.Name, t.DType, t.Shape.AsEnumerable())), UpdateMetadataText.Write(metadata));
        return [.. header, .. data];
    }

    /// <summary>The most bytes an update of this layout may have in any of these codecs.</summary>
    public static long ExpectedLengthUpperBound(ParameterLayout layout, IEnumerable<string> codecs) =>
        SafetensorsHeader.PrefixLength + HeaderLengthUpperBound(layout) + codecs.Max(codec => UpdateCodec.Parse(codec).LargestLength(layout));

    /// <summary>
    /// The most bytes an update of this layout may have, in whatever way a writer spaces or escapes its header: an endpoint
    /// refuses a longer body before it reads it (FED-1203).
    /// </summary>
    public static long ExpectedLengthUpperBound(ParameterLayout layout) =>
        SafetensorsHeader.PrefixLength + HeaderLengthUpperBound(layout) + sizeof(float) * (long)layout.ParameterCount;

    /// <summary>Twice what this type would write, every character escaped, and 4 KiB for metadata; at most the 16 MiB of any
    /// header.</summary>
    internal static int HeaderLengthUpperBound(ParameterLayout layout)
    {
        const int metadataAllowance = 4096, charactersPerNumber = 12, syntaxPerTensor = 128, bytesPerEscape = 6;
        var length = (long)metadataAllowance;
        foreach (var tensor in layout.Tensors)
            length += 2 * (syntaxPerTensor + bytesPerEscape * tensor.Name.Length + charactersPerNumber * (tensor.Shape.Length + 2));
        return (int)Math.Min(length, SafetensorsHeader.MaxLength);
    }
}
