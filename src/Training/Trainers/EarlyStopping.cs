using Federated.Domain.Plans;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Objectives;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>Looks at the validation loss after every epoch, and keeps the parameters of the best one.</summary>
internal sealed class EarlyStopping
{
    private const int BatchSize = 1024;

    private readonly TorchModel model;
    private readonly Dataset validation;
    private readonly EarlyStoppingPlan plan;
    private int without;

    private EarlyStopping(TorchModel model, Dataset validation, EarlyStoppingPlan plan) => (this.model, this.validation, this.plan) = (model, validation, plan);

    /// <summary>The parameters of the best epoch so far; null before the first.</summary>
    internal float[]? Best { get; private set; }

    /// <summary>Their loss.</summary>
    internal double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>True when too many epochs have passed without an improvement.</summary>
    internal bool Over => without >= plan.Patience;

    /// <summary>What the options ask for, or null for nothing.</summary>
    internal static EarlyStopping? Of(TorchModel model, LocalTrainingOptions options) =>
        options is { EarlyStopping: { } plan, Validation: { Count: > 0 } validation } ? new(model, validation, plan) : null;

    /// <summary>Measures the model as it stands.</summary>
    internal void Look(CancellationToken cancellation)
    {
        var loss = Loss(cancellation);
        // The first epoch is kept whatever its loss; one that is not a number is never better.
        if (Best is not null && !(loss < BestLoss - plan.MinimumDelta))
        {
            without++;
            return;
        }

        without = 0;
        BestLoss = loss;
        Best ??= new float[model.Specification.ParameterCount];
        model.Read(Best);
    }

    private double Loss(CancellationToken cancellation)
    {
        using var quiet = no_grad();
        var objective = TorchObjective.Of(model.Specification.Objective);
        model.eval();
        double sum = 0;
        for (var start = 0; start < validation.Count; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var size = Math.Min(BatchSize, validation.Count - start);
            var features = tensor(validation.FeatureArray.AsMemory(start * validation.FeatureCount, size * validation.FeatureCount), [size, validation.FeatureCount]);
            sum += objective.Loss(model.call(objective.Inputs(features)), features, objective.Answers(validation, start, size), nn.Reduction.Sum).item<float>();
        }

        model.train();
        return sum / validation.Count;
    }
}
