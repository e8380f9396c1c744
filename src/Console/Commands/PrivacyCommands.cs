using System.CommandLine;
using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed privacy</c>: what a guarantee needs before a run, and what a run has cost.</summary>
public static class PrivacyCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("privacy", "Find the noise for a budget; audit what a run has cost.")
    {
        PrivacyPlanCommand.Create(context),
        PrivacyAuditCommand.Create(context),
    };
}
