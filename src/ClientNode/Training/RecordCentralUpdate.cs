using System.Globalization;
using Federated.ClientNode.Privacy;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Privacy;
using Federated.Domain.Updates;
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
/// <param name="partner">Whose node.</param>
/// <param name="secret">The node's sampling secret.</param>
/// <param name="threads">Threads of libtorch.</param>
public sealed class RecordCentralUpdate(PartnerName partner, NodeSecret secret, int threads) : IDisposable
{
    private PreparedDataset? _prepared;

    /// <summary>The update of one round.</summary>
    /// <exception cref="FederatedException">15xx: the data do not fit the plan.</exception>
    public TrainedUpdate Train(Assignment assignment, float[] global, Dataset data, CancellationToken cancellationToken)
    {
        var plan = assignment.Plan;
        var privacy = plan.Privacy;
        var agreed = AggregationPlan.Examples(plan, partner);
        if (data.Count > agreed)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"Got {data.Count} examples, wanted at most the {agreed} that the plan agrees on for '{partner}'. Have the coordinator launch with the new number.");
        }

        using var sampler = new PoissonSampler(secret.Bytes, privacy.SamplingRate!.Value);
        var options = new RecordCentralOptions
        {
            Clipping = new() { Clip = privacy.ClipNorm!.Value, Threads = threads },
            ProjectionRadius = AggregationPlan.LargestNorm(plan, partner)!.Value,
        };
        var sum = RecordCentralTrainer.Sum(
            PlanTrainer.Specification(plan.Model), global, Prepared(data), sampler.Draw(assignment.Id, data.Count), options, cancellation: cancellationToken);
        var layout = plan.Model.ToSpecification().Layout;
        var file = UpdateFile.Write(
            new(assignment.Run, assignment.Round, layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne), layout, sum);
        return new(file, FixedPointFormat.WeightOne, string.Create(CultureInfo.InvariantCulture,
            $"summed clipped gradients of a secret sample; update of {file.Length} bytes is in the outbox"));
    }

    /// <inheritdoc/>
    public void Dispose() => _prepared?.Dispose();

    private PreparedDataset Prepared(Dataset data)
    {
        if (!ReferenceEquals(_prepared?.Dataset, data))
        {
            _prepared?.Dispose();
            _prepared = new(data);
        }

        return _prepared!;
    }
}
