using System.Text.Json.Nodes;

namespace Federated.Domain.Tests.Ledger;

/// <summary>Reference cases, copied from transparency-dev/merkle, RFC 6962 and C2SP, and embedded in this assembly.</summary>
internal static class Cases
{
    public static IReadOnlyList<JsonObject> Read(string name)
    {
        using var stream = typeof(Cases).Assembly.GetManifestResourceStream($"Federated.Domain.Tests.Ledger.cases.{name}.json")
            ?? throw new InvalidOperationException($"No embedded cases '{name}'.");
        return [.. JsonNode.Parse(stream)!.AsArray().Select(n => n!.AsObject())];
    }
}
