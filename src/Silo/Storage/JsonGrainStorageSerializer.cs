using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Protocol;
using Orleans.Storage;

namespace Federated.Silo.Storage;

/// <summary>
/// Grain state as JSON, written like the protocol's messages. Text in the database can be read by a person and by a later
/// release: members that a release does not know are ignored, and those that are missing keep their defaults.
/// </summary>
public sealed class JsonGrainStorageSerializer : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = Create();

    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    /// <inheritdoc/>
    /// <exception cref="FederatedException">FED-1603 when the bytes are not a <typeparamref name="T"/>.</exception>
    public T Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            return JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options) ?? throw Refused("null", null);
        }
        catch (JsonException e)
        {
            throw Refused("bytes that are not its JSON", e);
        }

        static FederatedException Refused(string got, JsonException? inner) => new(ErrorCodes.StorageCorrupt,
            $"Got {got} as stored state, wanted a {typeof(T).Name}. Start the release that wrote it, or restore the data directory from its backup.",
            inner?.Message, inner);
    }

    private static JsonSerializerOptions Create()
    {
        var options = ProtocolJson.Configure(new JsonSerializerOptions());

        // State starts with null members where a message never would (Orleans makes it with the empty constructor).
        options.RespectNullableAnnotations = false;
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
