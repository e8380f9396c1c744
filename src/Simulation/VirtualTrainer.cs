using Federated.ClientNode.Privacy;
using Federated.ClientNode.Training;
using Federated.Domain.Agreements;
using Federated.Protocol.Work;

namespace Federated.Simulation;

/// <summary>The node's trainer, made for one round and dropped after it, so that only partners at work hold torch's memory.</summary>
/// <param name="data">The partner's data.</param>
/// <param name="partner">Whose node.</param>
/// <param name="secret">The node's sampling secret.</param>
/// <param name="controls">The node's control variates.</param>
/// <param name="residuals">What codecs left out of its updates.</param>
/// <param name="own">Its own models.</param>
/// <param name="counters">Count the training.</param>
/// <param name="time">Measures it.</param>
internal sealed class VirtualTrainer(
    IPartnerData data, PartnerName partner, NodeSecret secret, ControlVariates controls, ResidualStore residuals, PersonalModels own, SimulationCounters counters, TimeProvider time) : IPlanTrainer
{
    private const int Threads = 1;

    /// <inheritdoc/>
    public TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, CancellationToken cancellationToken) => Train(assignment, model, default, cancellationToken);

    /// <inheritdoc/>
    public TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, ReadOnlyMemory<byte> foundation, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var trainer = new PlanTrainer(data, partner, secret, controls, Threads, residuals, own);
        var update = trainer.Train(assignment, model, foundation, cancellationToken);
        counters.Trained(time.GetElapsedTime(start));
        return update;
    }
}
