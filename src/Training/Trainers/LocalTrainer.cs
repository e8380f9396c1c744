using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Objectives;
using Federated.Training.Randomness;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>
/// Trains a model on a partner's own data by mini-batches. The same arguments give the same bits on the
/// same machine: examples are shuffled by <see cref="DeterministicRandom"/>, and torch's generator is not used.
/// </summary>
public static class LocalTrainer
{
    private const ulong Stream = 0x5348_5546; // "SHUF"

    /// <summary>Trains for some epochs. Blocks; run it on a worker thread.</summary>
    /// <param name="model">Inputs and outputs must fit the dataset.</param>
    /// <param name="initial">The global parameters, in the order of the model's layout. Not written to.</param>
    /// <param name="dataset">Scaled features and labels; not empty.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told after each step, on this thread if it is synchronous.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="FederatedException">The data does not fit (<see cref="ErrorCodes.DataMismatch"/>), an option is out of
    /// range (<see cref="ErrorCodes.PlanInvalid"/>), training diverged (<see cref="ErrorCodes.TrainingFailed"/>), or there is
    /// no libtorch (<see cref="ErrorCodes.TorchUnavailable"/>).</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two steps.</exception>
    public static LocalTrainingResult Train(
        ModelSpecification model,
        ReadOnlyMemory<float> initial,
        Dataset dataset,
        LocalTrainingOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ModelFit.Check(model, initial.Length, dataset);
        cancellation.ThrowIfCancellationRequested();
        return TorchRuntime.Run(options.Threads, () => TrainInScope(model, initial, dataset, options, progress, cancellation));
    }

    private static LocalTrainingResult TrainInScope(
        ModelSpecification specification, ReadOnlyMemory<float> initial, Dataset dataset, LocalTrainingOptions options,
        IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        using var model = new TorchModel(specification);
        model.Load(initial.Span);
        var objective = TorchObjective.Of(specification.Objective);
        using var optimizer = MakeOptimizer(model, options);
        var shift = GradientShift.Of(model, options);
        var features = tensor(dataset.FeatureArray, [dataset.Count, dataset.FeatureCount]);
        var labels = tensor(dataset.LabelArray, [dataset.Count]);

        var random = new DeterministicRandom(options.Seed, Stream);
        var order = new long[dataset.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var stepsPerEpoch = (dataset.Count + options.BatchSize - 1L) / options.BatchSize;
        var steps = Math.Min(stepsPerEpoch * options.LocalEpochs, options.MaxSteps ?? long.MaxValue);
        long step = 0, seen = 0;
        double lossSum = 0;
        for (var epoch = 1; epoch <= options.LocalEpochs && step < steps; epoch++)
        {
            random.Shuffle<long>(order);
            using var shuffled = tensor(order, [order.Length]);
            for (var start = 0; start < order.Length && step < steps; start += options.BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                var size = Math.Min(options.BatchSize, order.Length - start);
                var loss = Step(model, objective, optimizer, shift, features, labels, shuffled, start, size);
                step++;
                if (!double.IsFinite(loss)) throw Diverged(step, options);
                lossSum += loss * size;
                seen += size;
                progress?.Report(new TrainingProgress(step, steps, epoch, loss));
            }
        }

        var result = new float[specification.ParameterCount];
        model.Read(result);
        if (!AllFinite(result)) throw Diverged(step, options);
        return new LocalTrainingResult(result, lossSum / seen, step, order.Length);
    }

    /// <summary>One step; everything that it makes dies with it.</summary>
    private static double Step(
        TorchModel model, TorchObjective objective, optim.Optimizer optimizer, GradientShift? shift, Tensor features, Tensor labels, Tensor order, long start, long size)
    {
        using var scope = NewDisposeScope();
        var batch = order.narrow(0, start, size);
        var rows = features.index_select(0, batch);
        var loss = objective.Loss(model.call(objective.Inputs(rows)), rows, labels.index_select(0, batch), nn.Reduction.Mean);
        model.zero_grad();
        loss.backward();
        shift?.Apply();
        optimizer.step();
        return loss.item<float>();
    }

    private static optim.Optimizer MakeOptimizer(TorchModel model, LocalTrainingOptions options) => options.Optimizer is "adam"
        ? optim.Adam(model.parameters(), options.LearningRate, weight_decay: options.WeightDecay)
        : optim.SGD(model.parameters(), options.LearningRate, options.Momentum, weight_decay: options.WeightDecay);

    private static bool AllFinite(float[] values) => Array.TrueForAll(values, float.IsFinite);

    private static FederatedException Diverged(long step, LocalTrainingOptions options) => new(
        ErrorCodes.TrainingFailed,
        FormattableString.Invariant($"Training diverged: loss or parameters were no longer finite at step {step} with learning rate {options.LearningRate}. Lower the learning rate, or check the scaling of the features."));
}
