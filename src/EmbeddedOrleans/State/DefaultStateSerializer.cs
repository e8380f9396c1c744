using System.Text.Json;

namespace Orleans.Storage;

/// <summary>
/// JSON, for a storage that was given no serializer. Orleans' own default writes another JSON, so a product that wants
/// its rows to be read by both sets a serializer.
/// </summary>
internal sealed class DefaultStateSerializer : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options);
}
