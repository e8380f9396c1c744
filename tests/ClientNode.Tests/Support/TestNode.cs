using Federated.ClientNode.Charges;
using Federated.ClientNode.Models;
using Federated.ClientNode.Node;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Receipts;

namespace Federated.ClientNode.Tests.Support;

/// <summary>A node in a folder, against a scripted federation. Starting a second one in the same folder is a restart.</summary>
public sealed class TestNode
{
    public TestNode(TestFolder folder, FakeChannel channel, NodeConfiguration? configuration = null)
    {
        Directory = new(folder.Path);
        Directory.Create();
        Channel = channel;
        var node = configuration ?? Samples.Node;
        Outbox = new(Directory.Outbox);
        Receipts = new(Directory.Receipts);
        var reconnector = new Reconnector(Time, () => 0.5, Events);
        var sender = new UpdateSender(channel, Outbox, Receipts, new EvidenceStore(Directory.Evidence), reconnector, node, Time, Events);
        var handler = new AssignmentHandler(
            channel, Outbox, Receipts, new ChargeLog(Directory.Charges, Time), new PrivacyLog(Directory.PrivacyLog), new ModelCache(Directory.Models, channel), Trainer, sender, reconnector, node, Events);
        Loop = new(channel, Outbox, handler, sender, reconnector, Time, Events);
    }

    public NodeDirectory Directory { get; }

    public FakeChannel Channel { get; }

    public InstantTime Time { get; } = new();

    public FakeTrainer Trainer { get; } = new();

    public RecordedEvents Events { get; } = new();

    public UpdateOutbox Outbox { get; }

    public ReceiptStore Receipts { get; }

    public NodeLoop Loop { get; }

    /// <summary>Runs until the script is over, then stops the node.</summary>
    public async Task RunScript()
    {
        using var stop = new CancellationTokenSource();
        var loop = Loop.Run(stop.Token);
        await Task.WhenAny(Channel.Idle, loop).WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
