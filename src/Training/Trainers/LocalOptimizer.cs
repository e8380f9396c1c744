using Federated.Domain.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>The optimiser of one local training: its learning rate at a step, and the clipping of a whole gradient.</summary>
internal sealed class LocalOptimizer : IDisposable
{
    private readonly Parameter[] parameters;
    private readonly LocalTrainingOptions options;
    private readonly optim.Optimizer optimizer;

    internal LocalOptimizer(IEnumerable<Parameter> parameters, LocalTrainingOptions options)
    {
        this.parameters = [.. parameters];
        this.options = options;
        optimizer = options.Optimizer switch
        {
            "adam" => optim.Adam(this.parameters, options.LearningRate, weight_decay: options.WeightDecay),
            "adamw" => optim.AdamW(this.parameters, options.LearningRate, weight_decay: options.WeightDecay),
            "rmsprop" => optim.RMSProp(this.parameters, options.LearningRate, weight_decay: options.WeightDecay, momentum: options.Momentum),
            "adagrad" => optim.Adagrad(this.parameters, options.LearningRate, weight_decay: options.WeightDecay),
            _ => optim.SGD(this.parameters, options.LearningRate, options.Momentum, weight_decay: options.WeightDecay, nesterov: options.Nesterov),
        };
    }

    /// <summary>One step along the gradients as they stand.</summary>
    /// <param name="step">Which, from 0.</param>
    /// <param name="steps">How many the training has at most.</param>
    internal void Step(long step, long steps)
    {
        if (options.Schedule is { } schedule)
        {
            var factor = schedule.Unit == LearningRatePlan.ByStep
                ? schedule.FactorAt(step, Math.Max(steps, (schedule.Warmup ?? 0) + 1L))
                : schedule.FactorAt(options.Round.Index - 1, options.Round.Total);
            foreach (var group in optimizer.ParamGroups) group.LearningRate = options.LearningRate * factor;
        }

        if (options.ClipGradientNorm is { } norm) nn.utils.clip_grad_norm_(parameters, norm);
        optimizer.step();
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();
}
