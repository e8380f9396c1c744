using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Training.Data;
using Federated.Training.Privacy;

namespace Federated.Training.Trainers;

/// <summary>
/// DP-SGD inside a partner, mode <c>record-local</c> (Abadi et al., 2016, algorithm 1): each step draws a Poisson sample, sums
/// the clipped gradients, rounds the sum to an integer grid, adds discrete Gaussian noise there, and divides by a constant.
/// </summary>
/// <remarks>
/// Guarantee: each step is one sampled Gaussian mechanism of the reported rate and multiplier under adding or removing one
/// record, an empty sample included; the parameters that come out are post-processing of the steps. Limit: the guarantee is
/// for the result, not for its timing; and a call that ended early has spent what it stepped if anything of it gets out, so
/// nothing does.
/// </remarks>
public static class DpSgdTrainer
{
    /// <summary>Trains for the plan's steps. Blocks; run it on a worker thread.</summary>
    /// <param name="model">Inputs and outputs must fit the data.</param>
    /// <param name="initial">The global parameters, in the order of the model's layout. Not written to.</param>
    /// <param name="data">The node's examples, kept by torch from round to round.</param>
    /// <param name="sampler">Draws the samples, of (round, step).</param>
    /// <param name="round">The run and the round.</param>
    /// <param name="options">Constants of the plan.</param>
    /// <param name="noise">A cryptographic source.</param>
    /// <param name="progress">Told after each step, on this thread if it is synchronous.</param>
    /// <param name="cancellation">Looked at between passes.</param>
    /// <exception cref="FederatedException">The data does not fit (<see cref="ErrorCodes.DataMismatch"/>), an option is out of
    /// range (<see cref="ErrorCodes.PlanInvalid"/>), training diverged (<see cref="ErrorCodes.TrainingFailed"/>), or there is
    /// no libtorch (<see cref="ErrorCodes.TorchUnavailable"/>).</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two passes.</exception>
    public static DpSgdResult Train(
        ModelSpecification model,
        ReadOnlyMemory<float> initial,
        PreparedDataset data,
        PoissonSampler sampler,
        RoundId round,
        DpSgdOptions options,
        IGridNoise noise,
        IProgress<PrivateProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(noise);
        options.Validate();
        ModelFit.Check(model, initial.Length, data.Dataset);
        var grid = new GradientGrid(options.Clipping.Clip, options.NoiseMultiplier, model.ParameterCount);
        CheckRange(grid, data.Count);

        var parameters = initial.ToArray();
        var velocity = new double[parameters.Length];
        var sums = new long[parameters.Length];
        for (var step = 0; step < options.Steps; step++)
        {
            var sample = sampler.Draw(round, data.Count, step);
            grid.Quantize(ClippedGradients.Sum(model, parameters, data, sample, options.Clipping, cancellation: cancellation), sums);
            noise.AddNoise(sums, grid.Sigma);
            Descend(parameters, velocity, sums, grid, options);
            if (!Array.TrueForAll(parameters, float.IsFinite)) throw Diverged(step + 1, options);
            progress?.Report(new PrivateProgress(step + 1, options.Steps));
        }
        Array.Clear(sums);
        return new DpSgdResult(parameters, options.Steps, sampler.Rate, grid.NoiseMultiplier);
    }

    private static void Descend(float[] parameters, double[] velocity, long[] sums, GradientGrid grid, DpSgdOptions options)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            velocity[i] = options.Momentum * velocity[i] + grid.Value(sums[i]) / options.Denominator;
            parameters[i] = (float)(parameters[i] - options.LearningRate * velocity[i]);
        }
    }

    /// <summary>A sum of every example must fit with room for the noise.</summary>
    private static void CheckRange(GradientGrid grid, int examples)
    {
        if ((double)grid.Sensitivity * examples < 1L << 61) return;
        throw new FederatedException(
            ErrorCodes.PlanInvalid,
            FormattableString.Invariant($"A sum of {examples} examples of sensitivity {grid.Sensitivity} units does not fit 64-bit numbers, wanted a product below 2^61. Raise the noise multiplier of the plan."));
    }

    private static FederatedException Diverged(long step, DpSgdOptions options) => new(
        ErrorCodes.TrainingFailed,
        FormattableString.Invariant($"Training diverged: parameters were no longer finite at step {step} with learning rate {options.LearningRate}. Lower the learning rate or the noise of the plan."));
}
