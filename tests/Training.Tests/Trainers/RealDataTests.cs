using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Randomness;
using Federated.Training.Trainers;
using Xunit.Abstractions;

namespace Federated.Training.Tests.Trainers;

public sealed class RealDataTests(ITestOutputHelper output)
{
    [Fact]
    public void FashionMnist_MlpOnTenThousandExamples_PassesTheFloor()
    {
        var train = TestFiles.FashionMnist("train").Take([.. Enumerable.Range(0, 10_000)]);
        var test = TestFiles.FashionMnist("t10k");
        var model = ModelSpecification.Mlp(784, [128], 10);
        var result = LocalTrainer.Train(
            model, model.InitialParameters(1), train, new LocalTrainingOptions { LearningRate = 0.01, Momentum = 0.9, BatchSize = 32, LocalEpochs = 3, Seed = 1 });

        var evaluation = Evaluator.Evaluate(model, result.Parameters, test);

        output.WriteLine($"accuracy {evaluation.Accuracy:P2}, loss {evaluation.MeanLoss:F4}, {result.Steps} steps");
        Assert.InRange(evaluation.Accuracy, 0.82, 1);
        Assert.Equal(0.1, Evaluator.MajorityBaseline(test.Labels.Span), 9);
    }

    [Theory]
    [InlineData("logistic", 1.0, 100)]
    [InlineData("mlp", 0.5, 60)]
    public void Wdbc_WithPublicRanges_PassesNinetyThreePercent(string kind, double learningRate, int epochs)
    {
        var options = CsvDatasetOptions.Load(Path.Combine(TestFiles.Wdbc, "ranges.json"));
        var raw = CsvDatasetReader.Read(Path.Combine(TestFiles.Wdbc, "wdbc.csv"), options);
        var data = FeatureScaling.Ranges(options.Features).Apply(raw);
        Assert.Equal((569, 30), (data.Count, data.FeatureCount));
        Assert.Equal(357, data.Labels.Span.Count(1L));
        Assert.All(data.Features.ToArray(), value => Assert.InRange(value, 0f, 1f));
        Assert.Equal(357.0 / 569, Evaluator.MajorityBaseline(data.Labels.Span), 12);

        int[] order = [.. Enumerable.Range(0, data.Count)];
        new DeterministicRandom(2).Shuffle<int>(order);
        Dataset train = data.Take(order.AsSpan(0, 455)), test = data.Take(order.AsSpan(455));
        var model = ModelSpecification.Mlp(30, kind == "mlp" ? [16] : [], 2);
        var result = LocalTrainer.Train(
            model, model.InitialParameters(1), train, new LocalTrainingOptions { LearningRate = learningRate, Momentum = 0.9, BatchSize = 32, LocalEpochs = epochs, Seed = 1 });

        var evaluation = Evaluator.Evaluate(model, result.Parameters, test);

        output.WriteLine($"{kind}: accuracy {evaluation.Accuracy:P2}, loss {evaluation.MeanLoss:F4}");
        Assert.InRange(evaluation.Accuracy, 0.93, 1);
    }
}
