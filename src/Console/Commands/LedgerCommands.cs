using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed ledger</c>: read, export and verify.</summary>
public static class LedgerCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("ledger", "Read the ledger, export it, verify an export.")
    {
        List(context),
        Export(context),
        Verify(context),
    };

    private static Command List(CommandContext context)
    {
        var from = new Option<long>("--from") { Description = "The first index to show.", HelpName = "N" };
        from.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 0)
                result.AddError("Got a negative --from, wanted an index from 0.");
        });
        var run = new Option<string?>("--run") { Description = "Only entries of this run.", HelpName = "RUN" };
        var type = new Option<string?>("--type") { Description = "Only entries of this type, for example round-committed.", HelpName = "TYPE" };
        return CommandContext.WithAction(new Command("list", "Print ledger entries, one JSON text a line.") { from, run, type }, async (parsed, token) =>
        {
            var ofRun = parsed.GetValue(run) is { } text ? RunId.Parse(text).ToString() : null;
            var ofType = parsed.GetValue(type);
            using var client = context.Connect(parsed);
            await foreach (var view in client.EntriesAsync(parsed.GetValue(from), token))
            {
                using var entry = JsonDocument.Parse(view.Entry);
                if (Matches(entry.RootElement, "run", ofRun) && Matches(entry.RootElement, "type", ofType))
                    context.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{view.Index}\t{view.Entry}"));
            }

            return 0;
        });
    }

    private static bool Matches(JsonElement entry, string member, string? wanted) => wanted is null
        || (entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(wanted));

    private static Command Export(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write." };
        return CommandContext.WithAction(new Command("export", "Export the whole ledger with its signed checkpoint.") { file }, async (parsed, token) =>
        {
            var path = context.Services.FullPath(parsed.GetRequiredValue(file));
            using var client = context.Connect(parsed);
            await ReplacedFile.WriteAsync(path, stream => client.ExportAsync(stream, token));
            context.Screen.Fact("export", path);
            context.Screen.Line($"Verify it anywhere with: fed ledger verify {path} --keys {Federation.CredentialsFile.DefaultName}");
            return 0;
        });
    }

    private static Command Verify(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "An export of the ledger." };
        var keys = new Option<string?>("--keys")
        {
            Description = "The federation's public keys from a source you trust: a keys file, or a credentials file.",
            HelpName = "FILE",
        };
        return CommandContext.WithAction(new Command("verify", "Verify an export, offline.") { file, keys }, (parsed, _) =>
        {
            var trusted = parsed.GetValue(keys) is { } path ? KeysFile.Read(context.Services.FullPath(path)) : null;
            var verdict = ExportFile.Verify(context.Services.FullPath(parsed.GetRequiredValue(file)), trusted);
            VerdictReport.Write(context.Screen, verdict);
            return Task.FromResult(verdict.Valid ? 0 : FedApplication.Failure);
        });
    }
}
