using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed run tune</c>: changes the noise of an adaptive run between two rounds.</summary>
public static class TuneCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var run = RunCommands.RunArgument();
        var noise = new Option<double>("--noise-multiplier")
        {
            Description = "z of the rounds to come: at most six decimals, an eighth to eight times the plan's.", HelpName = "Z", Required = true,
        };
        return CommandContext.WithAction(
            new Command("tune", "Change the noise of an adaptive run, from its first round that is not reserved.") { run, noise },
            async (parsed, token) =>
            {
                var (id, multiplier) = (RunId.Parse(parsed.GetRequiredValue(run)), parsed.GetRequiredValue(noise));
                using var client = context.Connect(parsed);
                var tuned = await client.TuneAsync(id, new(multiplier), token);
                context.Screen.Line(string.Create(CultureInfo.InvariantCulture,
                    $"{id} has noise multiplier {multiplier} from round {tuned.FromRound} on; the ledger says so. Rounds reserved before keep theirs."));
                return 0;
            });
    }
}
