using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Federated.Domain.Errors;

namespace Federated.Domain.Models;

/// <summary>
/// Writes safetensors headers, the same bytes for the same content: metadata first with keys in ordinal order, then the tensors
/// as given and back to back, no white space, everything but plain ASCII escaped
/// (an unpaired surrogate as U+FFFD), and padding with spaces to a multiple of 8.
/// </summary>
internal static class SafetensorsHeaderWriter
{
    /// <summary>The length prefix and the header, ready to be followed by the data.</summary>
    /// <param name="dtype">The element type of every tensor, of a whole number of bytes.</param>
    /// <param name="tensors">Name and dimensions, in the order of the data.</param>
    /// <param name="metadata">Text entries, or null for none.</param>
    /// <exception cref="FederatedException">FED-1505 when the header would exceed 16 MiB.</exception>
    internal static byte[] Write(
        string dtype, IEnumerable<(string Name, IEnumerable<int> Shape)> tensors, IReadOnlyDictionary<string, string>? metadata) =>
        Write(tensors.Select(t => (t.Name, dtype, t.Shape)), metadata);

    /// <summary>As above, with an element type for each tensor.</summary>
    internal static byte[] Write(
        IEnumerable<(string Name, string DType, IEnumerable<int> Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(stackalloc byte[SafetensorsHeader.PrefixLength]);
        WriteJson(buffer, tensors, metadata);
        while (buffer.WrittenCount % sizeof(ulong) != 0)
            buffer.Write(" "u8);
        var length = buffer.WrittenCount - SafetensorsHeader.PrefixLength;
        if (length > SafetensorsHeader.MaxLength)
            throw new FederatedException(ErrorCodes.ModelMalformed,
                $"Got a header of {length} bytes, wanted at most {SafetensorsHeader.MaxLength}. " +
                "Use fewer tensors, shorter names or less metadata.");
        var bytes = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)length);
        return bytes;
    }

    private static void WriteJson(
        ArrayBufferWriter<byte> buffer,
        IEnumerable<(string Name, string DType, IEnumerable<int> Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            json.WriteStartObject(TensorName.Reserved);
            foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
        }
        var position = 0L;
        foreach (var (name, dtype, shape) in tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", dtype);
            json.WriteStartArray("shape");
            var count = 1L;
            foreach (var dimension in shape)
            {
                json.WriteNumberValue(dimension);
                count *= dimension;
            }
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(position);
            json.WriteNumberValue(position += count * SafetensorsDType.BitsOf(dtype) / 8);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
