using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Domain.Errors;
using Federated.Protocol;

namespace Federated.ClientNode.Storage;

/// <summary>JSON files of the node's directory: those of the wire, indented, for people to read and edit.</summary>
public static class NodeJson
{
    /// <summary>
    /// The wire's settings, indented. Unknown members are refused: a misspelt ceiling must not pass for one that holds.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = ProtocolJson.Configure(new JsonSerializerOptions
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes a file atomically.</summary>
    public static void Write<T>(string path, T value) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, Options));

    /// <summary>Writes a file atomically.</summary>
    public static void Write<T>(INodeStorage storage, string path, T value) => storage.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, Options));

    /// <summary>Reads a file.</summary>
    /// <exception cref="FederatedException">FED-1603 when it is not what it should be.</exception>
    public static T Read<T>(string path)
        where T : class => Parse<T>(path, File.ReadAllBytes(path));

    /// <summary>Reads a file; null when there is none.</summary>
    /// <exception cref="FederatedException">FED-1603 when it is not what it should be.</exception>
    public static T? Find<T>(INodeStorage storage, string path)
        where T : class => storage.Read(path) is { } bytes ? Parse<T>(path, bytes) : null;

    private static T Parse<T>(string path, byte[] bytes)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Options)
                ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new FederatedException(ErrorCodes.StorageCorrupt,
                $"{path} cannot be read as {typeof(T).Name}, line {e.LineNumber + 1}, {e.Path ?? "$"}: {e.Message} Mend it, or restore it from a backup.", inner: e);
        }
    }
}
