using System.CommandLine;
using Federated.ClientNode.Charges;
using Federated.ClientNode.Data;
using Federated.ClientNode.Models;
using Federated.ClientNode.Node;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Receipts;
using Federated.ClientNode.Training;
using Federated.Domain.Errors;
using Federated.Training;

namespace Federated.ClientNode.Commands;

/// <summary><c>fed-node run</c>: works until it is stopped.</summary>
public static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command("run", "Work for the federation until stopped (Ctrl-C or SIGTERM)");
        command.SetAction((arguments, cancellationToken) => Run(context, context.DirectoryOf(arguments), cancellationToken));
        return command;
    }

    private static async Task<int> Run(CommandContext context, NodeDirectory directory, CancellationToken cancellationToken)
    {
        var node = directory.Load();
        var source = node.Data ?? throw new FederatedException(ErrorCodes.ConfigurationInvalid,
            "No data source is set, so there is nothing to train on. Set one with 'fed-node data --csv FILE', or another kind of file ('fed-node data --help').");
        var events = new ConsoleEvents(context.Console, context.Terminal ? null : context.Out, context.Time);
        var holds = DataCheck.Open(source);
        TorchRuntime.Use(node.Threads);
        directory.Create();
        using var taken = directory.TakeLock();
        using var channel = NodeChannel.Open(directory, node, context.Time);

        var outbox = new UpdateOutbox(directory.Outbox);
        var receipts = new ReceiptStore(directory.Receipts);
        var charges = new ChargeLog(directory.Charges, context.Time);
        var reconnector = new Reconnector(context.Time, Random.Shared.NextDouble, events);
        var sender = new UpdateSender(channel, outbox, receipts, new EvidenceStore(directory.Evidence), reconnector, node, context.Time, events);
        var secret = NodeSecret.LoadOrCreate(directory.SamplingSecret);
        using var trainer = new PlanTrainer(new PartnerData(source, secret), node.Partner, secret,
            new ControlVariates(directory.Controls), node.Threads, new ResidualStore(directory.Residuals),
            new PersonalModels(directory.Personal));
        var handler = new AssignmentHandler(
            channel, outbox, receipts, charges, new PrivacyLog(directory.PrivacyLog), new ModelCache(directory.Models, channel), trainer, sender, reconnector, node, events);

        events.Say(null, $"{node.Partner} works for {node.Federation} at {node.NodeUrl}; data: {holds}; held updates: {outbox.Count}");
        events.Say(null, $"ceilings: {node.Ceilings}");
        await new NodeLoop(channel, outbox, handler, sender, reconnector, context.Time, events, NodeMachine.Declare(node)).Run(cancellationToken);
        return 0;
    }
}
