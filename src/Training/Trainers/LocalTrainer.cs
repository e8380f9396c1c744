using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Models;
using Federated.Training.Randomness;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>
/// Trains a model on a partner's own data by mini-batches. The same arguments give the same bits on the
/// same machine: examples are shuffled by <see cref="DeterministicRandom"/>, and masks and noise come from a generator of this call; torch's own is not used.
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
        using var chance = new Generator(SeededRandom.Derive(options.Seed, "masks"));
        using var stepper = StepOf(model, options, chance);
        var stopping = EarlyStopping.Of(model, options);
        var random = new DeterministicRandom(options.Seed, Stream);
        var examples = new Epochs(specification, dataset, options);
        var perStep = (long)options.BatchSize * options.AccumulationSteps;
        var steps = Math.Min((examples.Most + perStep - 1) / perStep * options.LocalEpochs, options.MaxSteps ?? long.MaxValue);
        long step = 0, seen = 0;
        double lossSum = 0;
        for (var epoch = 1; epoch <= options.LocalEpochs && step < steps && stopping is not { Over: true }; epoch++)
        {
            var (features, answers, count) = examples.Next();
            using var shuffled = tensor(examples.Order(random), [count]);
            for (long start = 0; start < count && step < steps; start += perStep)
            {
                cancellation.ThrowIfCancellationRequested();
                var size = Math.Min(perStep, count - start);
                using var rows = shuffled.narrow(0, start, size);
                var loss = stepper.Take(features, answers, rows, step, steps);
                step++;
                if (!double.IsFinite(loss)) throw Diverged(step, options);
                lossSum += loss * size;
                seen += size;
                progress?.Report(new TrainingProgress(step, steps, epoch, loss));
            }

            stopping?.Look(cancellation);
        }

        var result = stopping?.Best;
        if (result is null) model.Read(result = new float[specification.ParameterCount]);
        if (!AllFinite(result)) throw Diverged(step, options);
        return new LocalTrainingResult(result, lossSum / seen, step, dataset.Count, stopping?.BestLoss, stepper.Shared(result));
    }

    private static ILocalStep StepOf(TorchModel model, LocalTrainingOptions options, Generator chance) =>
        model.Specification.Objective == Objective.Adversarial ? new AdversarialStep(model, options, chance) : new SupervisedStep(model, options, chance);

    private static bool AllFinite(float[] values) => Array.TrueForAll(values, float.IsFinite);

    private static FederatedException Diverged(long step, LocalTrainingOptions options) => new(
        ErrorCodes.TrainingFailed,
        FormattableString.Invariant($"Training diverged: loss or parameters were no longer finite at step {step} with learning rate {options.LearningRate}. Lower the learning rate, or check the scaling of the features."));
}
