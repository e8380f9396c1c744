using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Domain.Errors;

namespace Federated.Domain.Serialization;

/// <summary>Writes an identity type as its text and reads it back through its own parser, as value and as dictionary key.</summary>
/// <typeparam name="T">The identity type.</typeparam>
public abstract class ParsableJsonConverter<T> : JsonConverter<T>
    where T : struct
{
    /// <summary>Reads the text; throws when it is not a <typeparamref name="T"/>.</summary>
    protected abstract T Parse(string text);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Parse(reader.GetString() ?? throw new JsonException($"Got null, wanted a {typeof(T).Name}."));
        }
        catch (Exception e) when (e is FederatedException or FormatException or InvalidOperationException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString()!);
}
