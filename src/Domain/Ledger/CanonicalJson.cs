using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Federated.Domain.Ledger;

/// <summary>
/// Canonical JSON of RFC 8785 (JCS): no white space, members sorted by UTF-16 code units, numbers as ECMAScript prints
/// a double, and the shortest escapes. One value has one byte string, so its hash names it.
/// </summary>
/// <remarks>
/// Refused with a <see cref="JsonException"/>: duplicate members, NaN and infinities, lone surrogates, bytes that are not
/// UTF-8, nesting deeper than 64, and (stricter than the RFC, which leaves it to the sender) an integer literal that a
/// double cannot hold: it would silently become another number.
/// </remarks>
public static class CanonicalJson
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions ReadOptions = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth,
    };

    /// <summary>The canonical bytes of a value; a null node is the JSON <c>null</c>.</summary>
    /// <exception cref="JsonException">The value has no canonical form.</exception>
    public static byte[] Serialize(JsonNode? node)
    {
        var output = new ArrayBufferWriter<byte>(256);
        try
        {
            CanonicalJsonWriter.Write(output, node, MaxDepth);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            // System.Text.Json reports duplicates, broken surrogate escapes and NaN in a lazily parsed node this way.
            throw NotCanonical(e);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The canonical bytes of JSON text.</summary>
    /// <exception cref="JsonException">Not JSON, or without a canonical form.</exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> json) => Serialize(Parse(json));

    /// <summary>Reads JSON text, refusing duplicate members, comments and trailing data.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    internal static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json, nodeOptions: null, ReadOptions);
        }
        catch (InvalidOperationException e)
        {
            throw NotCanonical(e);
        }
    }

    private static JsonException NotCanonical(Exception e) =>
        new($"Got JSON without a canonical form, wanted I-JSON (RFC 7493): {e.Message}", e);
}
