using Federated.Training.Models;
using Federated.Training.Objectives;
using Federated.Training.Transfer;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>A step down one loss.</summary>
internal sealed class SupervisedStep : ILocalStep
{
    private readonly TorchModel model;
    private readonly TorchObjective objective;
    private readonly LocalTrainingOptions options;
    private readonly Generator? masks;
    private readonly LocalOptimizer optimizer;
    private readonly GradientShift? shift;
    private readonly TrainedPart? part;

    internal SupervisedStep(TorchModel model, LocalTrainingOptions options, Generator? masks)
    {
        (this.model, this.options, this.masks) = (model, options, masks);
        objective = TorchObjective.Of(model.Specification.Objective);
        part = TrainedPart.Of(model, options.Part);
        optimizer = new(part?.Parameters ?? model.parameters(), options);
        shift = GradientShift.Of(model, options);
    }

    /// <inheritdoc/>
    public double Take(Tensor features, Tensor answers, Tensor rows, long step, long steps)
    {
        using var scope = NewDisposeScope();
        model.zero_grad();
        part?.ZeroGrad();
        var loss = options.AccumulationSteps == 1 ? Backward(features, answers, rows, nn.Reduction.Mean, 1) : Accumulated(features, answers, rows);
        part?.Pull();
        shift?.Apply();
        optimizer.Step(step, steps);
        part?.Push();
        return loss;
    }

    /// <inheritdoc/>
    public float[]? Shared(float[] whole) => part?.Shared(whole);

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();

    /// <summary>The gradient of the mean over all rows, batch by batch.</summary>
    private double Accumulated(Tensor features, Tensor answers, Tensor rows)
    {
        var (count, loss) = (rows.shape[0], 0.0);
        for (long start = 0; start < count; start += options.BatchSize)
        {
            using var batch = NewDisposeScope();
            loss += Backward(features, answers, rows.narrow(0, start, Math.Min(options.BatchSize, count - start)), nn.Reduction.Sum, count);
        }

        return loss;
    }

    private double Backward(Tensor features, Tensor answers, Tensor rows, nn.Reduction reduction, long over)
    {
        var batch = features.index_select(0, rows);
        var loss = objective.Loss(model.Forward(objective.Inputs(batch), new ForwardPass { Masks = masks }), batch, answers.index_select(0, rows), reduction);
        if (over != 1) loss = loss.div(over);
        loss.backward();
        return loss.item<float>();
    }
}
