using Federated.ClientNode.Ceilings;
using Federated.ClientNode.Charges;
using Federated.ClientNode.Node;
using Federated.ClientNode.Orleans;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Receipts;
using Federated.ClientNode.Training;
using Federated.Domain.Agreements;
using Federated.Silo.Hosting;

namespace Federated.Simulation;

/// <summary>Puts together the nodes of virtual partners: the product's node, with its files in memory and its channel inside the process.</summary>
/// <param name="silo">The silo that they work for.</param>
/// <param name="data">What they train on.</param>
/// <param name="workers">Where they train.</param>
/// <param name="counters">Count what they do.</param>
/// <param name="remarks">Hear what they warn of.</param>
/// <param name="time">The clock.</param>
internal sealed class VirtualNodes(InProcessSilo silo, SharedData data, WorkerThreads workers, SimulationCounters counters, Remarks remarks, TimeProvider time)
{
    private const long HeldBytes = 256L << 20;
    private static readonly NodeDirectory Directory = new("/virtual");

    // A ceiling is a partner's own decision; whoever simulates makes none for it.
    private static readonly PartnerCeilings NoCeilings = new()
    {
        MaxEpsilonPerRecord = null, MaxEpsilonPerPartner = null, MaxRounds = int.MaxValue, MaxLocalEpochs = int.MaxValue,
    };

    private readonly HeldUpdates _held = new(HeldBytes);
    private readonly SharedModels _models = new(silo.OpenModel);
    private readonly InProcessIntake _intake = new(silo, counters);

    /// <summary>The node of a partner, not yet at work.</summary>
    /// <param name="index">The partner's place among the shares.</param>
    public NodeLoop Create(int index)
    {
        var partner = data.Partners[index];
        var storage = new VirtualStorage(Directory.Outbox, _held);
        var node = Configuration(partner);
        var events = new NodeRemarks(partner, remarks);
        var channel = new OrleansChannel(silo.Grains, _intake, partner, time);
        var outbox = new UpdateOutbox(Directory.Outbox, storage);
        var receipts = new ReceiptStore(Directory.Receipts, storage);
        var reconnector = new Reconnector(time, System.Random.Shared.NextDouble, events);
        var sender = new UpdateSender(channel, outbox, receipts, new EvidenceStore(Directory.Evidence, storage), reconnector, node, time, events);
        var handler = new AssignmentHandler(
            channel, outbox, receipts, new ChargeLog(Directory.Charges, time, storage), new PrivacyLog(Directory.PrivacyLog, storage), _models,
            new VirtualTrainer(new VirtualShare(data, index), partner, NodeSecret.Create(),
                new ControlVariates(Directory.Controls, storage), new ResidualStore(Directory.Residuals, storage), new PersonalModels(Directory.Personal, storage), counters, time), sender, reconnector, node, events, workers);
        return new(channel, outbox, handler, sender, reconnector, time, events);
    }

    private NodeConfiguration Configuration(PartnerName partner) => new()
    {
        Federation = silo.Keys.Federation,
        Partner = partner,
        NodeUrl = string.Empty,
        AuthorityPem = string.Empty,
        Keys = silo.Keys,
        Ceilings = NoCeilings,
    };
}
