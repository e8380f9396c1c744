using Federated.Domain.Errors;
using Federated.Domain.Metrics;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Metrics;

namespace Federated.Training.Tests.Metrics;

public sealed class MeasureTests
{
    // Logits are the two features themselves.
    private static readonly ModelSpecification Model = ModelSpecification.Logistic(2, 2);
    private static readonly float[] Identity = [1, 0, 0, 1, 0, 0];
    private static readonly Dataset Data = new([2, 0, 0, 3, 1, 0, 0, 1, 5, 0], 2, [0, 1, 1, 1, 0]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Measure_AClassifier_GivesEveryMetricOfItsTask(int batchSize)
    {
        var report = Evaluator.Measure(Model, Identity, Data, batchSize: batchSize);

        Assert.Equal(new ConfusionMatrix(2, [2, 0, 1, 2]), report.Confusion);
        Assert.Equal(0.8, report.Accuracy!.Value, 12);
        double[] margins = [2, 3, -1, 1, 5];
        Assert.Equal(margins.Average(m => Math.Log(1 + Math.Exp(-m))), report.Loss!.Value.Mean!.Value, 1e-12);
        // Scores of the second class rank as the difference of the features: 3 and 1 above -1, -2 and -5; -1, which is of it too, above two of two.
        Assert.Equal(1, report.Auc);
        Assert.Equal(Evaluator.Evaluate(Model, Identity, Data).Accuracy, report.Accuracy.Value, 12);
        Assert.Equal(5, report.Examples);
    }

    [Fact]
    public void Visit_ShowsEveryExampleOnceInOrder()
    {
        var seen = new List<(int, float[])>();

        ModelOutputs.Visit(Model, Identity, Data, (index, outputs) => seen.Add((index, outputs.ToArray())), batchSize: 2);

        Assert.Equal(Enumerable.Range(0, 5), seen.Select(s => s.Item1));
        Assert.All(seen, s => Assert.Equal(Data.Row(s.Item1).ToArray(), s.Item2));
    }

    [Fact]
    public void Visit_DataThatDoesNotFit_IsRefused() =>
        TestFiles.Fails(ErrorCodes.DataMismatch, () => ModelOutputs.Visit(Model, Identity, new Dataset([1], 1, [0]), (_, _) => { }), "1 features");
}
