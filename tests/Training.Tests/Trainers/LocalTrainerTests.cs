using Federated.Domain.Models;
using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Randomness;
using Federated.Training.Trainers;

namespace Federated.Training.Tests.Trainers;

public sealed class LocalTrainerTests
{
    private static readonly ModelSpecification Model = ModelSpecification.Mlp(3, [8], 2, Activation.Tanh);
    private static readonly float[] Initial = Model.InitialParameters(1);
    private static readonly Dataset Data = Separable(101);

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void Train_SameArguments_SameBits(string optimizer)
    {
        var options = new LocalTrainingOptions { Optimizer = optimizer, LearningRate = 0.05, BatchSize = 8, LocalEpochs = 2, Seed = 5 };
        var first = LocalTrainer.Train(Model, Initial, Data, options);
        TorchSharp.torch.manual_seed(99); // must not matter
        var second = LocalTrainer.Train(Model, Initial, Data, options);

        Assert.Equal(first.Parameters, second.Parameters);
        Assert.Equal(first.MeanLoss, second.MeanLoss);
        Assert.NotEqual(first.Parameters, LocalTrainer.Train(Model, Initial, Data, options with { Seed = 6 }).Parameters);
    }

    [Fact]
    public void Train_OnSeveralThreadsAtOnce_SameBits()
    {
        var options = new LocalTrainingOptions { BatchSize = 8, LocalEpochs = 3, Seed = 5, Momentum = 0.9 };
        var alone = LocalTrainer.Train(Model, Initial, Data, options).Parameters;
        var results = new float[4][];
        Parallel.For(0, 4, i => results[i] = LocalTrainer.Train(Model, Initial, Data, options).Parameters);
        Assert.All(results, result => Assert.Equal(alone, result));
    }

    [Fact]
    public void Train_OneStepOfSgd_IsTheGradientStep()
    {
        // A logistic model on one batch has a gradient that can be written down: (softmax - onehot) x.
        var model = ModelSpecification.Logistic(2, 2);
        var data = new Dataset([1, 2, -1, 0.5f], 2, [0, 1]);
        var result = LocalTrainer.Train(model, new float[6], data, new LocalTrainingOptions { LearningRate = 0.5, BatchSize = 2 });

        Assert.Equal(1, result.Steps);
        Assert.Equal(Math.Log(2), result.MeanLoss, 6);
        double[] gradient = [(-0.5 * 1 + 0.5 * -1) / 2, (-0.5 * 2 + 0.5 * 0.5) / 2, (0.5 * 1 - 0.5 * -1) / 2, (0.5 * 2 - 0.5 * 0.5) / 2, 0, 0];
        for (var i = 0; i < 6; i++) Assert.Equal(-0.5 * gradient[i], result.Parameters[i], 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Train_TwoProximalSteps_AreTheStepsWrittenOut(double momentum)
    {
        // One example, features (1, 2), label 0, logistic with two classes: the gradient is (p_c - [c = 0]) x, p the softmax.
        const double rate = 0.5, mu = 0.3;
        var model = ModelSpecification.Logistic(2, 2);
        float[] global = [0.2f, -0.1f, 0.4f, 0.3f, 0.05f, -0.05f];
        var result = LocalTrainer.Train(model, global, new Dataset([1, 2], 2, [0]), new LocalTrainingOptions
        {
            LearningRate = rate, Momentum = momentum, ProximalMu = mu, BatchSize = 1, LocalEpochs = 2,
        });

        var w = Array.ConvertAll(global, value => (double)value);
        var velocity = new double[6];
        for (var step = 0; step < 2; step++)
        {
            double z0 = w[0] + 2 * w[1] + w[4], z1 = w[2] + 2 * w[3] + w[5], p0 = 1 / (1 + Math.Exp(z1 - z0)), p1 = 1 - p0;
            double[] gradient = [p0 - 1, 2 * (p0 - 1), p1, 2 * p1, p0 - 1, p1];
            for (var i = 0; i < 6; i++)
            {
                velocity[i] = momentum * velocity[i] + gradient[i] + mu * (w[i] - global[i]);
                w[i] -= rate * velocity[i];
            }
        }
        for (var i = 0; i < 6; i++) Assert.Equal(w[i], result.Parameters[i], 1e-6);
        Assert.NotEqual(result.Parameters, LocalTrainer.Train(model, global, new Dataset([1, 2], 2, [0]), new LocalTrainingOptions
        {
            LearningRate = rate, Momentum = momentum, BatchSize = 1, LocalEpochs = 2,
        }).Parameters);
    }

    [Fact]
    public void Train_StrongerProximalTerm_StaysCloserToTheGlobalModel()
    {
        double[] away = [.. new[] { 0, 0.1, 1, 10 }.Select(mu =>
        {
            var options = new LocalTrainingOptions { LearningRate = 0.05, BatchSize = 8, LocalEpochs = 10, ProximalMu = mu };
            return Math.Sqrt(LocalTrainer.Train(Model, Initial, Data, options).Parameters.Zip(Initial, (a, b) => Math.Pow(a - b, 2)).Sum());
        })];

        Assert.Equal(away.OrderDescending(), away);
        Assert.True(away[3] < away[0] / 4);
    }

    [Fact]
    public void Train_WithACorrection_AddsItToEveryGradient()
    {
        // Corrected by minus the gradient itself, one step goes nowhere; a constant correction of an otherwise flat step is that step.
        var data = new Dataset([1, 2], 2, [0]);
        var model = ModelSpecification.Logistic(2, 2);
        var options = new LocalTrainingOptions { LearningRate = 0.5, BatchSize = 1 };
        var plain = LocalTrainer.Train(model, new float[6], data, options).Parameters;
        var still = LocalTrainer.Train(model, new float[6], data, options with { Correction = Array.ConvertAll(plain, v => v / 0.5f) }).Parameters;
        float[] shift = [1, 2, 3, 4, 5, 6];
        var shifted = LocalTrainer.Train(model, new float[6], data, options with { Correction = shift }).Parameters;

        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(0, still[i], 1e-6f);
            Assert.Equal(plain[i] - (0.5f * shift[i]), shifted[i], 1e-6f);
        }

        TestFiles.Fails(ErrorCodes.DataMismatch, () => LocalTrainer.Train(model, new float[6], data, options with { Correction = new float[5] }), "5 values", "wanted 6");
    }

    [Fact]
    public void Train_CappedSteps_StopsThereWithTheMeanLossOfWhatItSaw()
    {
        var reports = new List<TrainingProgress>();
        var options = new LocalTrainingOptions { BatchSize = 25, LocalEpochs = 3 };
        var capped = LocalTrainer.Train(Model, Initial, Data, options with { MaxSteps = 7 }, new Collector(reports));

        Assert.Equal(7, capped.Steps);
        Assert.Equal(7, reports.Count);
        Assert.All(reports, r => Assert.Equal(7, r.TotalSteps));
        // An epoch of 101 examples is four batches of 25 and one of 1; then two more of 25.
        Assert.Equal(reports.Select((r, i) => r.Loss * (i == 4 ? 1 : 25)).Sum() / 151, capped.MeanLoss, 1e-9);
        Assert.Equal(LocalTrainer.Train(Model, Initial, Data, options).Parameters, LocalTrainer.Train(Model, Initial, Data, options with { MaxSteps = 99 }).Parameters);
    }

    [Fact]
    public void Train_DoesNotWriteToItsArguments()
    {
        var initial = Model.InitialParameters(3);
        var before = initial.ToArray();
        var features = Data.Features.ToArray();
        LocalTrainer.Train(Model, initial, Data, new LocalTrainingOptions());
        Assert.Equal(before, initial);
        Assert.Equal(features, Data.Features.ToArray());
    }

    [Fact]
    public void Train_CountsStepsAndReportsEach()
    {
        var reports = new List<TrainingProgress>();
        var result = LocalTrainer.Train(
            Model, Initial, Data, new LocalTrainingOptions { BatchSize = 25, LocalEpochs = 3 }, new Collector(reports));

        Assert.Equal(15, result.Steps); // 101 examples: four whole batches and one of a single example
        Assert.Equal(101, result.Examples);
        Assert.Equal(Enumerable.Range(1, 15).Select(i => (long)i), reports.Select(r => r.Step));
        Assert.All(reports, r => Assert.Equal(15, r.TotalSteps));
        Assert.Equal([1, 2, 3], reports.Select(r => r.Epoch).Distinct());
    }

    [Fact]
    public void Train_Cancelled_StopsBetweenSteps()
    {
        using var cancel = new CancellationTokenSource();
        var reports = new List<TrainingProgress>();
        Assert.ThrowsAny<OperationCanceledException>(() => LocalTrainer.Train(
            Model, Initial, Data, new LocalTrainingOptions { BatchSize = 1 }, new Collector(reports, after: 7, cancel), cancel.Token));
        Assert.Equal(7, reports.Count);
    }

    [Fact]
    public void Train_Diverging_FailsAndSaysToLowerTheLearningRate()
    {
        var options = new LocalTrainingOptions { LearningRate = 1e30, LocalEpochs = 5 };
        var relu = ModelSpecification.Mlp(3, [8], 2);
        TestFiles.Fails(ErrorCodes.TrainingFailed, () => LocalTrainer.Train(relu, Initial, Data, options), "diverged", "Lower the learning rate");
        var broken = Initial.ToArray();
        broken[0] = float.NaN;
        TestFiles.Fails(ErrorCodes.TrainingFailed, () => LocalTrainer.Train(Model, broken, Data, new LocalTrainingOptions()), "diverged");
    }

    [Fact]
    public void Train_DataThatDoesNotFit_IsRefused()
    {
        Refused(ErrorCodes.DataMismatch, new Dataset([1, 2], 2, [0]), "2 features", "wants 3");
        Refused(ErrorCodes.DataMismatch, new Dataset([1, 2, 3], 3, [2]), "label 2", "2 outputs");
        Refused(ErrorCodes.DataMismatch, new Dataset([], 3, []), "empty");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => LocalTrainer.Train(Model, new float[5], Data, new LocalTrainingOptions()), "5 parameters");

        static void Refused(ErrorCode code, Dataset data, params string[] words) =>
            TestFiles.Fails(code, () => LocalTrainer.Train(Model, Initial, data, new LocalTrainingOptions()), words);
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedByName()
    {
        var good = new LocalTrainingOptions();
        Refused(good with { Optimizer = "lion" }, "Optimizer is 'lion'");
        foreach (var rate in new[] { 0, -1, double.NaN, double.PositiveInfinity }) Refused(good with { LearningRate = rate }, "LearningRate");
        foreach (var momentum in new[] { -0.1, 1, double.NaN }) Refused(good with { Momentum = momentum }, "Momentum");
        Refused(good with { Optimizer = "adam", Momentum = 0.9 }, "Momentum");
        foreach (var decay in new[] { -0.1, double.NaN }) Refused(good with { WeightDecay = decay }, "WeightDecay");
        foreach (var mu in new[] { -0.1, double.NaN, double.PositiveInfinity }) Refused(good with { ProximalMu = mu }, "ProximalMu");
        Refused(good with { MaxSteps = 0 }, "MaxSteps");
        Refused(good with { BatchSize = 0 }, "BatchSize");
        Refused(good with { LocalEpochs = 0 }, "LocalEpochs");
        Refused(good with { Threads = 0 }, "Threads");

        static void Refused(LocalTrainingOptions options, string word) => TestFiles.Fails(ErrorCodes.PlanInvalid, options.Validate, word);
    }

    [Theory]
    [InlineData("sgd", 0.9)]
    [InlineData("adam", 0)]
    public void Train_SeparableClasses_AreLearned(string optimizer, double momentum)
    {
        var options = new LocalTrainingOptions { Optimizer = optimizer, LearningRate = 0.05, Momentum = momentum, BatchSize = 16, LocalEpochs = 20 };
        var result = LocalTrainer.Train(Model, Initial, Data, options);
        var evaluation = Evaluator.Evaluate(Model, result.Parameters, Data);
        Assert.InRange(evaluation.Accuracy, 0.97, 1);
    }

    private static Dataset Separable(int count)
    {
        var random = new DeterministicRandom(11);
        var features = new float[count * 3];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 2;
            for (var j = 0; j < 3; j++) features[i * 3 + j] = (float)(0.5 * random.NextGaussian() + (labels[i] == 0 ? -1.5 : 1.5));
        }
        return new Dataset(features, 3, labels);
    }

    private sealed class Collector(List<TrainingProgress> reports, int after = int.MaxValue, CancellationTokenSource? cancel = null) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            reports.Add(value);
            if (reports.Count == after) cancel!.Cancel();
        }
    }
}
