using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;

namespace Federated.Domain.Ledger;

/// <summary>
/// The text form of a whole ledger, UTF-8, every line ended by one LF:
/// <code>
/// {"format":"federated-ledger-export","keys":{...},"version":1}    header, canonical JSON, see <see cref="FederationKeys"/>
/// {"at":...}                                                       one entry a line, its canonical bytes
/// --- checkpoint
/// signed checkpoint note, see <see cref="Checkpoint"/> and <see cref="SignedNote"/>, up to the end of the file
/// </code>
/// </summary>
internal static class LedgerExportFormat
{
    public const string Separator = "--- checkpoint";
    public const int MaxLine = 1 << 24;
    public const int MaxNote = 1 << 20;

    private const string Name = "federated-ledger-export";
    private const int Version = 1;

    public static string Header(FederationKeys keys) => Encoding.UTF8.GetString(CanonicalJson.Serialize(new JsonObject
    {
        ["format"] = Name,
        ["version"] = Version,
        ["keys"] = keys.ToNode(),
    }));

    public static FederationKeys ParseHeader(string line)
    {
        JsonNode? node;
        try
        {
            node = CanonicalJson.Parse(Encoding.UTF8.GetBytes(line));
            if (node is JsonObject { Count: 3 } header && header["format"]?.ToString() is Name && header["version"]?.ToJsonString() is "1")
            {
                var keys = FederationKeys.FromNode(header["keys"]);
                if (string.Equals(Header(keys), line, StringComparison.Ordinal))
                    return keys;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed($"a header that is not JSON ({e.Message})");
        }

        throw Malformed("a header of another form");
    }

    public static FederatedException Malformed(string got) => new(ErrorCodes.LedgerVerificationFailed,
        $"Got {got}, wanted a ledger export of version {Version}. Export the ledger again.");
}
