using System.Text.Json;
using Orleans.Storage;

namespace Federated.Conformance.State;

/// <summary>The serializer that the rows of the test are written with, on both sources.</summary>
internal sealed class JsonStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span);
}
