using System.CommandLine;
using System.Globalization;
using Federated.ClientNode.Node;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Receipts;
using Federated.Domain.Errors;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Commands;

/// <summary><c>fed-node status</c>: identity, connection, contribution, what is held.</summary>
public static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command("status", "Show this node and how the federation sees it");
        command.SetAction((arguments, cancellationToken) => Run(context, context.DirectoryOf(arguments), cancellationToken));
        return command;
    }

    private static async Task<int> Run(CommandContext context, NodeDirectory directory, CancellationToken cancellationToken)
    {
        var node = directory.Load();
        var (self, problem) = await Ask(context, directory, node, cancellationToken);
        var held = UpdateOutbox.List(directory.Outbox);
        context.PrintPairs([
            ("partner", node.Partner.ToString()),
            ("federation", node.Federation),
            ("folder", directory.Root),
            ("silo", problem is null ? $"{node.NodeUrl}, answers" : $"{node.NodeUrl}, {problem.Code}: {problem.Message}"),
            ("data", node.Data?.ToString() ?? "not set; 'fed-node data' sets them"),
            ("ceilings", node.Ceilings.ToString()),
            ("contribution", self is null ? "unknown" : Text(self.Contribution)),
            ("held updates", held.Count == 0 ? "none" : string.Join(", ", held.Select(h => h.Refused is null ? $"{h.Id}" : $"{h.Id} (refused, {h.Refused})"))),
            ("receipts", new ReceiptStore(directory.Receipts).Count.ToString(CultureInfo.InvariantCulture)),
        ]);
        return problem is null ? 0 : 1;
    }

    private static async Task<(SelfResponse? Self, FederatedException? Problem)> Ask(
        CommandContext context, NodeDirectory directory, NodeConfiguration node, CancellationToken cancellationToken)
    {
        using var channel = NodeChannel.Open(directory, node, context.Time);
        try
        {
            return (await channel.Self(cancellationToken), null);
        }
        catch (FederatedException e)
        {
            return (null, e);
        }
    }

    private static string Text(ContributionRow row) => string.Create(CultureInfo.InvariantCulture,
        $"offered {row.Offered}, accepted {row.Accepted}, rejected {row.Rejected}, late {row.Late}, lost {row.Lost}, missed {row.Missed}");
}
