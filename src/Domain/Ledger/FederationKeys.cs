using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;

namespace Federated.Domain.Ledger;

/// <summary>
/// The public keys a partner pins at enrolment. Checkpoints and receipts have separate keys, so that neither signature
/// can pass for the other. JSON form (canonical):
/// <code>
/// {"checkpoint": verifier key text, "federation": string, "receipt": verifier key text}
/// </code>
/// </summary>
/// <param name="Federation">The federation's name.</param>
/// <param name="Checkpoint">The key that signs checkpoints.</param>
/// <param name="Receipt">The key that signs receipts.</param>
public sealed record FederationKeys(string Federation, NoteVerifierKey Checkpoint, NoteVerifierKey Receipt)
{
    /// <summary>The canonical JSON.</summary>
    public string ToJson() => Encoding.UTF8.GetString(CanonicalJson.Serialize(ToNode()));

    /// <summary>Reads the JSON form; white space and order of members do not matter.</summary>
    /// <exception cref="FederatedException">FED-1404 when it is not one, or one key is used twice.</exception>
    public static FederationKeys Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return FromNode(CanonicalJson.Parse(Encoding.UTF8.GetBytes(json)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed($"text that is not JSON ({e.Message})");
        }
    }

    internal JsonObject ToNode() => new()
    {
        ["checkpoint"] = Checkpoint.ToText(),
        ["federation"] = Federation,
        ["receipt"] = Receipt.ToText(),
    };

    internal static FederationKeys FromNode(JsonNode? node)
    {
        if (node is not JsonObject { Count: 3 } keys)
            throw Malformed("other members");
        var parsed = new FederationKeys(
            Text(keys, "federation"),
            NoteVerifierKey.Parse(Text(keys, "checkpoint")),
            NoteVerifierKey.Parse(Text(keys, "receipt")));
        return parsed.Checkpoint.SubjectPublicKeyInfo.AsSpan().SequenceEqual(parsed.Receipt.SubjectPublicKeyInfo)
            ? throw Malformed("one key for checkpoints and receipts")
            : parsed;
    }

    private static string Text(JsonObject keys, string name) =>
        keys[name] is { } node && node.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>()
            : throw Malformed($"no text '{name}'");

    private static FederatedException Malformed(string got) => new(ErrorCodes.LedgerVerificationFailed,
        $"Got federation keys with {got}, wanted the strings 'checkpoint', 'federation' and 'receipt' with two different keys. "
        + "Take them again from the federation's coordinator.");
}
