using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Federated.Domain.Ledger;

/// <summary>Writes a JSON tree as RFC 8785 section 3.2 wants it.</summary>
internal static class CanonicalJsonWriter
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(ArrayBufferWriter<byte> output, JsonNode? node, int depthLeft)
    {
        if (depthLeft < 0)
            throw new JsonException("Got JSON nested deeper than 64 levels, wanted at most 64.");
        switch (node)
        {
            case null:
                output.Write("null"u8);
                break;
            case JsonObject members:
                WriteObject(output, members, depthLeft);
                break;
            case JsonArray items:
                WriteArray(output, items, depthLeft);
                break;
            default:
                WriteValue(output, node.AsValue());
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, JsonObject members, int depthLeft)
    {
        output.Write("{"u8);
        var first = true;
        foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            if (!first)
                output.Write(","u8);
            first = false;
            WriteString(output, name);
            output.Write(":"u8);
            Write(output, value, depthLeft - 1);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, JsonArray items, int depthLeft)
    {
        output.Write("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            Write(output, items[i], depthLeft - 1);
        }

        output.Write("]"u8);
    }

    private static void WriteValue(ArrayBufferWriter<byte> output, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            case JsonValueKind.Number:
                Encoding.UTF8.GetBytes(EcmaNumber.Canonical(NumberText(value)), output);
                break;
            case JsonValueKind.String:
                WriteString(output, value.TryGetValue<string>(out var text)
                    ? text
                    : JsonSerializer.Deserialize<string>(value.ToJsonString())!);
                break;
            default:
                throw new JsonException($"Got a JSON value of kind {value.GetValueKind()}, wanted a string, number, boolean or null.");
        }
    }

    // A float or decimal prints its own shortest digits; the text, not the widened double, is what the author wrote.
    private static string NumberText(JsonValue value) => value.TryGetValue<long>(out var integer)
        ? integer.ToString(CultureInfo.InvariantCulture)
        : value.ToJsonString();

    private static void WriteString(ArrayBufferWriter<byte> output, string text)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\t' => escaped.Append("\\t"),
                '\n' => escaped.Append("\\n"),
                '\f' => escaped.Append("\\f"),
                '\r' => escaped.Append("\\r"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        // The strict encoder throws on a lone surrogate.
        output.Write(Strict.GetBytes(escaped.Append('"').ToString()));
    }
}
