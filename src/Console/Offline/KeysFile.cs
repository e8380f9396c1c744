using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Protocol;

namespace Federated.ConsoleApp.Offline;

/// <summary>
/// Reads a federation's public keys from any file that holds them: keys alone (<see cref="FederationKeys.ToJson"/>), or a file
/// with a member <c>keys</c>, such as credentials or a node's node.json.
/// </summary>
public static class KeysFile
{
    /// <summary>Reads the keys.</summary>
    /// <exception cref="FederatedException">FED-1601 when the file holds none.</exception>
    public static FederationKeys Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var keys))
                return FederationKeys.Parse(text);
            return keys.Deserialize<FederationKeys>(ProtocolJson.Options) ?? throw new JsonException("'keys' is null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"{path} gave no federation keys ({e.Message}); wanted a keys file, coordinator.fed.json or a node's node.json.", inner: e);
        }
    }
}
