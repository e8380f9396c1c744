using Federated.ClientNode.Charges;
using Federated.ClientNode.Commands;
using Federated.ClientNode.Enrolment;
using Federated.ClientNode.Models;
using Federated.ClientNode.Node;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Receipts;
using Federated.Domain.Rounds;
using Federated.Protocol.Enrolment;

namespace Federated.RoundOverhead;

/// <summary><c>fed-node run</c> with a trainer that trains nothing. The join token comes by the first line of its input.</summary>
internal static class BenchNode
{
    public static async Task<int> Run(string root)
    {
        var directory = new NodeDirectory(root);
        var (node, _) = await Enroller.Enrol(JoinToken.Parse(Console.ReadLine()!), directory, data: null, CancellationToken.None);
        var (time, events) = (TimeProvider.System, new Quiet());
        using var channel = NodeChannel.Open(directory, node, time);
        var outbox = new UpdateOutbox(directory.Outbox);
        var receipts = new ReceiptStore(directory.Receipts);
        var reconnector = new Reconnector(time, Random.Shared.NextDouble, events);
        var sender = new UpdateSender(channel, outbox, receipts, new EvidenceStore(directory.Evidence), reconnector, node, time, events);
        var handler = new AssignmentHandler(channel, outbox, receipts, new ChargeLog(directory.Charges, time), new PrivacyLog(directory.PrivacyLog),
            new ModelCache(directory.Models, channel), new FixedTrainer(), sender, reconnector, node, events);
        Console.WriteLine("ready");
        await new NodeLoop(channel, outbox, handler, sender, reconnector, time, events).Run(CancellationToken.None);
        return 0;
    }

    private sealed class Quiet : INodeEvents
    {
        public void Say(RoundId? round, string what, NodeEventLevel level = NodeEventLevel.Information)
        {
            if (level != NodeEventLevel.Information)
                Console.Error.WriteLine($"{round} {what}");
        }
    }
}
