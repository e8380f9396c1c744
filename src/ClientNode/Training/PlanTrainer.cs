using System.Globalization;
using System.Numerics.Tensors;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Updates;
using Federated.Protocol.Work;
using Federated.Training.Models;
using Federated.Training.Trainers;
using Activation = Federated.Training.Models.Activation;

namespace Federated.ClientNode.Training;

/// <summary>
/// Trains as a plan says, with the Training library. The batch order is seeded by the plan's seed, the partner's name and
/// the round, so a restart repeats it to the bit.
/// </summary>
/// <param name="data">The partner's data.</param>
/// <param name="partner">Whose node.</param>
/// <param name="threads">Threads of libtorch.</param>
public sealed class PlanTrainer(PartnerData data, PartnerName partner, int threads) : IPlanTrainer
{
    /// <inheritdoc/>
    public TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, CancellationToken cancellationToken)
    {
        var plan = assignment.Plan;
        var layout = plan.Model.ToSpecification().Layout;
        var global = ModelFile.Read(model.Span, layout);
        var dataset = data.Load(plan);
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

        var delta = local.Parameters;
        TensorPrimitives.Subtract(delta, global, delta);
        var weight = UpdateWeight.Units(local.Examples, plan.MaxExamples);
        var file = UpdateFile.Write(new(assignment.Run, assignment.Round, layout.Hash, UpdateFile.Float32Codec, weight), layout, delta);
        return new(file, weight, string.Create(CultureInfo.InvariantCulture,
            $"trained {local.Examples} examples in {local.Steps} steps, mean loss {local.MeanLoss:0.0000}; update of {file.Length} bytes is in the outbox"));
    }

    private static MlpSpecification Specification(ModelPlan model) => new(model.Inputs, model.Hidden, model.Outputs, model.Activation switch
    {
        Domain.Models.Activation.Tanh => Activation.Tanh,
        Domain.Models.Activation.Sigmoid => Activation.Sigmoid,
        _ => Activation.Relu,
    });
}
