using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed privacy audit</c>. Exit code 0 when the ledger agrees with the recomputation, 1 when it does not.</summary>
public static class PrivacyAuditCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var run = RunCommands.RunArgument();
        var ledger = new Option<string?>("--ledger") { Description = "An export of the ledger; default: the federation's ledger as it is now.", HelpName = "FILE" };
        var keys = new Option<string?>("--keys") { Description = "With --ledger: the federation's public keys from a source you trust.", HelpName = "FILE" };
        var command = new Command("audit", "Compute a run's privacy spend again from the ledger and compare.") { run, ledger, keys };
        command.Validators.Add(result =>
        {
            if (result.GetResult(keys) is not null && result.GetResult(ledger) is null)
                result.AddError("Got --keys without --ledger; wanted them together, because the federation's own ledger is checked with the keys of the credentials.");
        });
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var id = RunId.Parse(parsed.GetRequiredValue(run));
            var trusted = parsed.GetValue(keys) is { } path ? KeysFile.Read(context.Services.FullPath(path)) : null;
            var audit = parsed.GetValue(ledger) is { } export
                ? PrivacyAudit.Of(context.Services.FullPath(export), id, trusted)
                : await DownloadedExport.ReadAsync(context, parsed, (path, pinned) => PrivacyAudit.Of(path, id, pinned), token);
            PrivacyAuditText.Write(context.Screen, audit);
            return audit.Agrees ? 0 : FedApplication.Failure;
        });
    }
}
