using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Agreements;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed partner suspend</c> and <c>resume</c>: whether a partner may be drawn into cohorts.</summary>
public static class PartnerStandingCommands
{
    /// <summary>Builds <c>suspend</c>.</summary>
    public static Command Suspend(CommandContext context) => Create(context, "suspend", "Leave a partner out of all cohorts that are drawn from now on, of every run.",
        suspended: true, "It is recorded in the ledger. Rounds that it is in already go on; a run that has too few partners left waits.");

    /// <summary>Builds <c>resume</c>.</summary>
    public static Command Resume(CommandContext context) => Create(context, "resume", "Lift a partner's suspension.",
        suspended: false, "It is recorded in the ledger. The partner may be drawn from the next round of each of its runs on.");

    private static Command Create(CommandContext context, string command, string description, bool suspended, string done)
    {
        var name = new Argument<string>("NAME") { Description = "The partner." };
        return CommandContext.WithAction(new Command(command, description) { name }, async (parsed, token) =>
        {
            var partner = PartnerName.Parse(parsed.GetRequiredValue(name));
            using var client = context.Connect(parsed);
            await client.SuspendAsync(partner, suspended, token);
            context.Screen.Fact("partner", partner);
            context.Screen.Fact("standing", suspended ? "suspended" : "active");
            context.Screen.Line(done);
            return 0;
        });
    }
}
