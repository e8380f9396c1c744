using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Federated.ClientNode.Node;
using Federated.ClientNode.Receipts;
using Federated.ClientNode.Storage;
using Federated.ClientNode.Verification;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Spectre.Console;

namespace Federated.ClientNode.Commands;

/// <summary><c>fed-node verify</c>: every receipt against a ledger export, offline.</summary>
public static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var ledger = new Option<string?>("--ledger") { Description = "A ledger export; without it the node downloads one first", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print the verdict as JSON" };
        var command = new Command("verify", "Check every receipt against the federation's ledger") { ledger, json };
        command.SetAction((arguments, cancellationToken) =>
            Run(context, context.DirectoryOf(arguments), arguments.GetValue(ledger), arguments.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> Run(CommandContext context, NodeDirectory directory, string? ledger, bool json, CancellationToken cancellationToken)
    {
        var node = directory.Load();

        // Receipts first: a receipt that comes in while the export is fetched is not expected in it.
        var receipts = new ReceiptStore(directory.Receipts).All();
        var export = ledger is null ? await Download(context, directory, node, cancellationToken) : Path.GetFullPath(ledger);
        if (!File.Exists(export))
            throw new FederatedException(ErrorCodes.LedgerVerificationFailed, $"There is no file {export}; wanted a ledger export. Leave --ledger out to download one.");
        var report = ReceiptAudit.Run(node, receipts, () => new StreamReader(export, Encoding.UTF8));
        report = report with { Evidence = ReceiptAudit.WriteEvidence(directory.Evidence, node, report, receipts, export, context.Time.GetUtcNow()) };
        if (json)
            context.Out.WriteLine(JsonSerializer.Serialize(report, NodeJson.Options));
        else
            Print(context, report, export);
        return report.Valid ? 0 : 1;
    }

    private static async Task<string> Download(CommandContext context, NodeDirectory directory, NodeConfiguration node, CancellationToken cancellationToken)
    {
        var temporary = directory.LedgerExport + AtomicFile.TemporarySuffix;
        using (var channel = NodeChannel.Open(directory, node, context.Time))
        await using (var file = File.Create(temporary))
        {
            await channel.ExportLedger(file, cancellationToken);
        }

        File.Move(temporary, directory.LedgerExport, overwrite: true);
        return directory.LedgerExport;
    }

    private static void Print(CommandContext context, VerificationReport report, string export)
    {
        if (context.Terminal)
        {
            var table = new Table().AddColumns("round", "outcome", "explanation");
            foreach (var line in report.Lines)
                table.AddRow($"{line.Run}/{line.Round}", Coloured(line.Outcome), Markup.Escape(line.Explanation));
            context.Console.Write(table);
        }
        else
        {
            foreach (var line in report.Lines)
                context.Out.WriteLine($"{line.Run}/{line.Round} {line.Outcome} {line.Explanation}");
        }

        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Partner}: {report.Receipts} receipts against {report.Entries} entries of {export}: {report.Included} included, {report.Pending} pending, {report.Lost} lost, {report.Abandoned} abandoned, {report.Missing} missing, {report.BadSignatures} bad."));
        if (report.LedgerProblem is { } problem)
            context.Out.WriteLine($"The export does not verify: {problem}");
        context.Out.WriteLine(report.Valid ? "VALID" : $"NOT VALID. Evidence: {report.Evidence}");
    }

    private static string Coloured(ReceiptOutcome outcome) => outcome switch
    {
        ReceiptOutcome.Included => $"[green]{outcome}[/]",
        ReceiptOutcome.Missing or ReceiptOutcome.BadSignature or ReceiptOutcome.LedgerInvalid => $"[bold red]{outcome}[/]",
        _ => $"[yellow]{outcome}[/]",
    };
}
