using Federated.ClientNode.Privacy;
using Federated.Domain.Agreements;
using Federated.Domain.Privacy;
using Federated.Protocol.Work;
using Federated.Training.Data;
using Federated.Training.Privacy;
using Federated.Training.Trainers;

namespace Federated.ClientNode.Training;

/// <summary>
/// A round of <c>record-central</c>: the sum of clipped gradients over a secret Poisson sample, always of full length and
/// always sent, the empty sample included. The sample follows from the node's secret, the run and the round, so a restart
/// repeats it; its size stays in this house.
/// </summary>
public static class RecordCentralUpdate
{
    /// <summary>The sum, projected onto the partner's radius.</summary>
    /// <exception cref="Domain.Errors.FederatedException">15xx: the data do not fit the plan.</exception>
    public static float[] Sum(
        Assignment assignment, PartnerName partner, float[] global, PreparedDataset data, NodeSecret secret, int threads, CancellationToken cancellationToken)
    {
        var privacy = assignment.Plan.Privacy;
        using var sampler = new PoissonSampler(secret.Bytes, privacy.SamplingRate!.Value);
        var options = new RecordCentralOptions
        {
            Clipping = new() { Clip = privacy.ClipNorm!.Value, Threads = threads },
            ProjectionRadius = AggregationPlan.LargestNorm(assignment.Plan, partner)!.Value,
        };
        return RecordCentralTrainer.Sum(
            assignment.Plan.Specification, global, data, sampler.Draw(assignment.Id, data.Count), options, cancellation: cancellationToken);
    }
}
