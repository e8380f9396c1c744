using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed model gc</c>: removes blobs of the silo that neither the ledger nor an open round needs.</summary>
public static class ModelGcCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var dry = new Option<bool>("--dry-run") { Description = "Say what would be removed, and remove nothing." };
        return CommandContext.WithAction(
            new Command("gc", "Remove blobs that the ledger does not name and no open round can need. Models and moments of the ledger are never removed.") { dry },
            async (parsed, token) =>
            {
                using var client = context.Connect(parsed);
                var done = await client.CollectAsync(parsed.GetValue(dry), token);
                if (!done.Removed.IsEmpty)
                {
                    context.Screen.Table(
                        [done.DryRun ? "would remove" : "removed", "#bytes", "written"],
                        [.. done.Removed.OrderBy(b => b.WrittenAt).Select(b => new[] { b.Hash.ToString(), b.Bytes.ToString(CultureInfo.InvariantCulture), Words.Of(b.WrittenAt) })]);
                }

                context.Screen.Fact(done.DryRun ? "would remove" : "removed", FormattableString.Invariant($"{done.Removed.Length} blobs, {done.RemovedBytes} bytes"));
                context.Screen.Fact("kept", FormattableString.Invariant($"{done.Kept} blobs, {done.KeptBytes} bytes"));
                return 0;
            });
    }
}
