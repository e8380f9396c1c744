using System.Text.Json;

namespace Federated.ConsoleApp.Demo;

/// <summary>What <c>fed-node verify --json</c> said.</summary>
/// <param name="Partner">Whose node.</param>
/// <param name="Receipts">Receipts that the partner holds.</param>
/// <param name="Included">Of those, the ones whose update the ledger names in a committed round.</param>
/// <param name="Valid">The ledger verifies with the partner's pinned keys and every promise is kept.</param>
/// <param name="Problem">What is wrong, or null.</param>
public sealed record NodeVerdict(string Partner, int Receipts, int Included, bool Valid, string? Problem)
{
    /// <summary>Reads the command's output; anything unexpected counts as not valid.</summary>
    public static NodeVerdict Read(string partner, ChildOutput output)
    {
        try
        {
            using var report = JsonDocument.Parse(output.Output);
            var root = report.RootElement;
            var valid = output.ExitCode == 0 && root.GetProperty("valid").GetBoolean();
            return new(partner, root.GetProperty("receipts").GetInt32(), root.GetProperty("included").GetInt32(), valid,
                valid ? null : Text(root, "ledgerProblem") ?? $"'fed-node verify' ended with exit code {output.ExitCode}: {output.Error.Trim()}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new(partner, 0, 0, Valid: false, $"'fed-node verify' ended with exit code {output.ExitCode} and gave no report: {output.Error.Trim()}");
        }
    }

    private static string? Text(JsonElement report, string member) =>
        report.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
