using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed run watch</c>. Exit code 0 when the run completed, 1 when it stopped or failed, 130 when the watcher left.</summary>
public static class WatchCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var run = RunCommands.RunArgument();
        var command = new Command("watch", "Follow a run; Ctrl-C ends the watching, not the run.") { run };
        var heldOut = new HeldOutOptions(command);
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var id = RunId.Parse(parsed.GetRequiredValue(run));
            using var client = context.Connect(parsed);
            var scorer = heldOut.Load(parsed, (await client.RunAsync(id, token)).Plan, context.Services);
            if (scorer is not null)
                await scorer.LoadBaseAsync(start => client.ModelAsync(start, token));
            try
            {
                var last = await Display(context).ShowAsync(new RunFollower(client, id, scorer).FollowAsync(token), token);
                context.Screen.Line(Ending(last));
                return last.View.Outcome == RunOutcome.Completed ? 0 : FedApplication.Failure;
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                context.Screen.Remark($"Watching has ended; {id} goes on. 'fed run stop {id}' would stop it.");
                return FedApplication.Interrupted;
            }
        });
    }

    /// <summary>Live for a person, lines for a pipe.</summary>
    internal static IRunDisplay Display(CommandContext context) => context.Services.Interactive
        ? new LiveDisplay(context.Services.Terminal, context.Services.Time)
        : new LineDisplay(context.Screen, context.Services.Time);

    /// <summary>How a run ended, in a sentence.</summary>
    internal static string Ending(RunProgress last)
    {
        var why = last.View.Message is { } message ? $": {message}" : ".";
        return FormattableString.Invariant($"{last.View.Run} {Words.Of(last.View.Outcome)} after {last.View.ClosedRounds} rounds, {last.View.CommittedRounds} committed{why}");
    }
}
