using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed run cohort</c>. Exit code 0 when every cohort is the draw that the plan prescribes, 1 when one is not.</summary>
public static class RunCohortCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var run = RunCommands.RunArgument();
        var round = new Option<int?>("--round") { Description = "Show who was in this round.", HelpName = "N" };
        var ledger = new Option<string?>("--ledger") { Description = "An export of the ledger; default: the federation's ledger as it is now.", HelpName = "FILE" };
        var keys = new Option<string?>("--keys") { Description = "With --ledger: the federation's public keys from a source you trust.", HelpName = "FILE" };
        var command = new Command("cohort", "Draw every cohort of a run again from the ledger and compare.") { run, round, ledger, keys };
        command.Validators.Add(result =>
        {
            if (result.GetResult(keys) is not null && result.GetResult(ledger) is null)
                result.AddError("Got --keys without --ledger; wanted them together, because the federation's own ledger is checked with the keys of the credentials.");
        });
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var id = RunId.Parse(parsed.GetRequiredValue(run));
            var trusted = parsed.GetValue(keys) is { } path ? KeysFile.Read(context.Services.FullPath(path)) : null;
            var report = parsed.GetValue(ledger) is { } export
                ? CohortReport.Of(context.Services.FullPath(export), id, trusted)
                : await DownloadedExport.ReadAsync(context, parsed, (path, pinned) => CohortReport.Of(path, id, pinned), token);
            CohortReportText.Write(context.Screen, report, parsed.GetValue(round));
            return report.Holds ? 0 : FedApplication.Failure;
        });
    }
}
