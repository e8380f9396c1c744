using Federated.Training.Data;
using Federated.Training.Features;
using Federated.Training.Metrics;
using Federated.Training.Randomness;
using Xunit.Abstractions;

namespace Federated.Training.Tests.Trainers;

/// <summary>Mode record-central is central DP-SGD: what five partners learn together is what one machine with all records learns.</summary>
public sealed class CentralEquivalenceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Wdbc_FiveHospitals_LearnWhatOneMachineLearns(ulong seed)
    {
        var options = CsvDatasetOptions.Load(Path.Combine(TestFiles.Wdbc, "ranges.json"));
        var scaled = FeatureScaling.Ranges(options.Features).Apply(CsvDatasetReader.Read(Path.Combine(TestFiles.Wdbc, "wdbc.csv"), options));
        var data = FeatureScaling.Affine(0.3, 0.2).Apply(scaled);
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new DeterministicRandom(seed).Shuffle<int>(order);

        // A test set of 114: 0.1 point is less than one example, so both models must answer the same number rightly.
        AssertTheSame("wdbc.json", rounds: null, data.Take(order.AsSpan(0, 455)), data.Take(order.AsSpan(455)), seed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [Trait("Category", "Long")]
    public void FashionMnist_FivePartners_LearnWhatOneMachineLearns(ulong seed)
    {
        var train = TestFiles.RawFashionMnist("train");
        int[] order = [.. Enumerable.Range(0, train.Count)];
        new DeterministicRandom(seed).Shuffle<int>(order);

        AssertTheSame("fashion-mnist.json", rounds: 60, HogFeatures.Apply(train.Take(order.AsSpan(0, 12_000))), HogFeatures.Apply(TestFiles.RawFashionMnist("t10k")), seed);
    }

    private void AssertTheSame(string plan, int? rounds, Dataset train, Dataset test, ulong seed)
    {
        var outcome = new TwoTrainings(plan, rounds, train, test, seed).Run();
        output.WriteLine($"{plan}, seed {seed}: {outcome}");

        Assert.InRange(outcome.WorstSum, 0, 1e-4);
        Assert.InRange(Math.Abs(outcome.Federated - outcome.Central), 0, 0.001);
        // Both have learned, from many records: two models that stay where they begin would agree as well.
        Assert.InRange(outcome.Central, Evaluator.MajorityBaseline(test.Labels.Span) + 0.1, 1);
        Assert.InRange(outcome.Moved, 1, double.MaxValue);
        Assert.InRange(outcome.Lot, 50, train.Count);
    }
}
