using Federated.Domain.Models;
using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Privacy;
using Federated.Training.Tests.Privacy;
using Federated.Training.Trainers;

namespace Federated.Training.Tests.Trainers;

public sealed class DpSgdTrainerTests
{
    private static readonly ModelSpecification Model = ModelSpecification.Mlp(6, [9], 3, Activation.Tanh);
    private static readonly float[] Initial = Model.InitialParameters(4);
    private static readonly DpSgdOptions Options = new()
    {
        Clipping = new() { Clip = 0.5, Microbatch = 32 }, NoiseMultiplier = 1.1, Denominator = 40, Steps = 4, LearningRate = 0.5,
    };

    [Fact]
    public void Train_WithoutNoise_IsTheClippedDescentOfTheSamples()
    {
        var data = PrivateData.Make(200, 6, 3);
        using var prepared = new PreparedDataset(data);
        using var sampler = PrivateData.Sampler(0.2);
        var noise = new Recorder((_, _) => 0);
        var result = DpSgdTrainer.Train(Model, Initial, prepared, sampler, PrivateData.Round, Options with { Momentum = 0.5 }, noise);

        var expected = Initial.ToArray();
        var velocity = new double[expected.Length];
        for (var step = 0; step < 4; step++)
        {
            var sample = sampler.Draw(PrivateData.Round, 200, step).Indices.ToArray();
            var sum = ExactGradients.ClippedSum(Model, expected, data, sample, 0.5 * (1023.0 / 1024));
            for (var i = 0; i < sum.Length; i++)
            {
                velocity[i] = 0.5 * velocity[i] + sum[i] / 40;
                expected[i] = (float)(expected[i] - 0.5 * velocity[i]);
            }
        }
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], result.Parameters[i], 1e-6);
        Assert.NotEqual(Initial, result.Parameters);
    }

    [Fact]
    public void Train_EachStep_AddsNoiseOfTheGridsSigmaOnce()
    {
        using var data = new PreparedDataset(PrivateData.Make(200, 6, 3));
        using var sampler = PrivateData.Sampler(0.2);
        var grid = new GradientGrid(0.5, 1.1, Model.ParameterCount);
        var noise = new Recorder((_, _) => 0);
        var result = DpSgdTrainer.Train(Model, Initial, data, sampler, PrivateData.Round, Options, noise);

        Assert.Equal(Enumerable.Repeat((Model.ParameterCount, grid.Sigma), 4), noise.Calls);
        Assert.Equal((4, 0.2, grid.NoiseMultiplier), (result.Steps, result.SamplingRate, result.NoiseMultiplier));
        Assert.True(result.NoiseMultiplier >= 1.1);
    }

    [Fact]
    public void Train_EmptySamples_StillAddNoise()
    {
        using var data = new PreparedDataset(PrivateData.Make(20, 6, 3));
        using var sampler = PrivateData.Sampler(1e-12);
        var result = DpSgdTrainer.Train(Model, Initial, data, sampler, PrivateData.Round, Options with { Steps = 2 }, new Recorder((i, _) => i));
        var unit = new GradientGrid(0.5, 1.1, Model.ParameterCount).Value(1);
        for (var i = 0; i < Initial.Length; i++) Assert.Equal(Initial[i] - 2 * 0.5 * i * unit / 40, result.Parameters[i], 1e-7);
    }

    [Fact]
    public void Train_OnItsOwnRecords_Learns()
    {
        var data = PrivateData.Make(3_000, 6, 3);
        using var prepared = new PreparedDataset(data);
        using var sampler = PrivateData.Sampler(0.1);
        // A float Gaussian stands in for the discrete one; a test's noise protects nothing.
        var random = new Randomness.DeterministicRandom(5);
        var noise = new Recorder((_, sigma) => (long)Math.Round(sigma * random.NextGaussian()));
        var options = Options with { Steps = 60, Denominator = 300, Momentum = 0.9 };
        var result = DpSgdTrainer.Train(Model, Initial, prepared, sampler, PrivateData.Round, options, noise);
        var before = Evaluator.Evaluate(Model, Initial, data).Accuracy;
        Assert.InRange(Evaluator.Evaluate(Model, result.Parameters, data).Accuracy, Math.Max(0.7, before + 0.2), 1);
    }

    [Fact]
    public void Train_Cancelled_ReturnsNothing()
    {
        using var cancel = new CancellationTokenSource();
        using var data = new PreparedDataset(PrivateData.Make(20, 6, 3));
        using var sampler = PrivateData.Sampler(0.5);
        var noise = new Recorder((_, _) => 0, after: 2, cancel);
        Assert.ThrowsAny<OperationCanceledException>(() => DpSgdTrainer.Train(
            Model, Initial, data, sampler, PrivateData.Round, Options, noise, cancellation: cancel.Token));
        Assert.Equal(2, noise.Calls.Count);
    }

    [Fact]
    public void Train_Diverging_SaysToLowerTheLearningRate()
    {
        using var data = new PreparedDataset(PrivateData.Make(20, 6, 3));
        using var sampler = PrivateData.Sampler(0.5);
        TestFiles.Fails(
            ErrorCodes.TrainingFailed,
            () => DpSgdTrainer.Train(Model, Initial, data, sampler, PrivateData.Round, Options with { LearningRate = 1e300 }, new Recorder((_, sigma) => sigma)),
            "diverged", "Lower the learning rate");
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedByName()
    {
        foreach (var bad in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Refused(Options with { NoiseMultiplier = bad }, "NoiseMultiplier");
            Refused(Options with { Denominator = bad }, "Denominator");
            Refused(Options with { LearningRate = bad }, "LearningRate");
            Refused(Options with { Clipping = new() { Clip = bad } }, "Clip");
        }
        foreach (var momentum in new[] { -0.1, 1, double.NaN }) Refused(Options with { Momentum = momentum }, "Momentum");
        Refused(Options with { Steps = 0 }, "Steps");

        static void Refused(DpSgdOptions options, string word) => TestFiles.Fails(ErrorCodes.PlanInvalid, options.Validate, word);
    }

    private sealed class Recorder(Func<int, long, long> noise, int after = int.MaxValue, CancellationTokenSource? cancel = null) : IGridNoise
    {
        public List<(int Length, long Sigma)> Calls { get; } = [];

        public void AddNoise(Span<long> sums, long sigma)
        {
            Calls.Add((sums.Length, sigma));
            for (var i = 0; i < sums.Length; i++) sums[i] += noise(i, sigma);
            if (Calls.Count == after) cancel!.Cancel();
        }
    }
}
