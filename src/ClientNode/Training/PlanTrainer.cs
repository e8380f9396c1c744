using System.Globalization;
using System.Numerics.Tensors;
using Federated.ClientNode.Privacy;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Updates;
using Federated.Protocol.Work;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Trainers;
using Activation = Federated.Training.Models.Activation;

namespace Federated.ClientNode.Training;

/// <summary>
/// Trains as a plan and its privacy mode say, with the Training library. The batch order is seeded by the plan's seed, the
/// partner's name and the round, and secret samples by the node's secret, so a restart repeats them to the bit.
/// </summary>
/// <param name="data">The partner's data.</param>
/// <param name="partner">Whose node.</param>
/// <param name="secret">The node's sampling secret.</param>
/// <param name="threads">Threads of libtorch.</param>
public sealed class PlanTrainer(IPartnerData data, PartnerName partner, NodeSecret secret, int threads) : IPlanTrainer, IDisposable
{
    private readonly PreparedData _prepared = new();

    /// <inheritdoc/>
    public TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, CancellationToken cancellationToken)
    {
        var plan = assignment.Plan;
        var layout = plan.Model.ToSpecification().Layout;
        var global = ModelFile.Read(model.Span, layout);
        var dataset = data.Load(plan);
        CheckAgreedSize(plan, dataset);
        var (delta, summary) = plan.Privacy.Mode switch
        {
            PrivacyPlan.RecordCentral => (
                RecordCentralUpdate.Sum(assignment, partner, global, _prepared.Of(dataset), secret, threads, cancellationToken),
                "summed the clipped gradients of a secret sample"),
            PrivacyPlan.RecordLocal => (
                Difference(RecordLocalUpdate.Parameters(assignment, partner, global, _prepared.Of(dataset), secret, threads, cancellationToken), global),
                string.Create(CultureInfo.InvariantCulture, $"trained {PrivacySchedule.LocalSteps(plan)} noised steps")),
            _ => LocalEpochs(assignment, global, dataset, cancellationToken),
        };

        var weight = Weight(plan, dataset);
        var file = UpdateFile.Write(new(assignment.Run, assignment.Round, layout.Hash, UpdateFile.Float32Codec, weight), layout, delta);
        return new(file, weight, string.Create(CultureInfo.InvariantCulture, $"{summary}; update of {file.Length} bytes is in the outbox"));
    }

    /// <inheritdoc/>
    public void Dispose() => _prepared.Dispose();

    /// <summary>The model of a plan in the words of the Training library.</summary>
    internal static MlpSpecification Specification(ModelPlan model) => new(model.Inputs, model.Hidden, model.Outputs, model.Activation switch
    {
        Domain.Models.Activation.Tanh => Activation.Tanh,
        Domain.Models.Activation.Sigmoid => Activation.Sigmoid,
        _ => Activation.Relu,
    });

    private (float[] Delta, string Summary) LocalEpochs(Assignment assignment, float[] global, Dataset dataset, CancellationToken cancellationToken)
    {
        var plan = assignment.Plan;
        var options = new LocalTrainingOptions
        {
            Optimizer = plan.Training.Optimizer,
            LearningRate = plan.Training.LearningRate,
            Momentum = plan.Training.Momentum,
            WeightDecay = plan.Training.WeightDecay,
            BatchSize = plan.Training.BatchSize,
            LocalEpochs = plan.Training.LocalEpochs,
            Seed = SeededRandom.Derive(plan.Training.Seed, "batches", partner.ToString(), assignment.Round.ToString(CultureInfo.InvariantCulture)),
            Threads = threads,
        };
        var local = LocalTrainer.Train(Specification(plan.Model), global, dataset, options, cancellation: cancellationToken);
        return (Difference(local.Parameters, global), string.Create(CultureInfo.InvariantCulture,
            $"trained {local.Examples} examples in {local.Steps} steps, mean loss {local.MeanLoss:0.0000}"));
    }

    /// <summary>In private modes a weight is a constant: 1, or the agreed number of examples; never the actual one.</summary>
    private long Weight(RunPlan plan, Dataset dataset) => plan.Privacy.Mode switch
    {
        PrivacyPlan.RecordCentral or PrivacyPlan.PartnerCentral => FixedPointFormat.WeightOne,
        PrivacyPlan.RecordLocal => UpdateWeight.Units(AggregationPlan.Examples(plan, partner), plan.MaxExamples),
        _ => UpdateWeight.Units(dataset.Count, plan.MaxExamples),
    };

    private void CheckAgreedSize(RunPlan plan, Dataset dataset)
    {
        if (plan.Privacy.PartnerExamples is null || dataset.Count <= AggregationPlan.Examples(plan, partner))
            return;
        throw new FederatedException(ErrorCodes.DataMismatch,
            $"This node has more examples than the {AggregationPlan.Examples(plan, partner)} that the plan agrees on for '{partner}'. Have the coordinator launch with the new number.");
    }

    private static float[] Difference(float[] local, float[] global)
    {
        TensorPrimitives.Subtract(local, global, local);
        return local;
    }
}
