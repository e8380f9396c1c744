using Federated.Domain.Models;
using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Privacy;

namespace Federated.Training.Tests.Privacy;

public sealed class ClippedGradientsTests
{
    private static readonly ModelSpecification Model = ModelSpecification.Mlp(6, [9, 5], 3, Activation.Tanh);
    private static readonly float[] Parameters = Model.InitialParameters(4);

    [Theory]
    [InlineData("logistic", Activation.Relu)]
    [InlineData("mlp", Activation.Relu)]
    [InlineData("mlp", Activation.Tanh)]
    [InlineData("mlp", Activation.Sigmoid)]
    public void Sum_AgreesWithOneExampleAtATime(string kind, Activation activation)
    {
        var model = ModelSpecification.Mlp(6, kind == "mlp" ? [9, 5] : [], 3, activation);
        var parameters = model.InitialParameters(4);
        var data = PrivateData.Make(150, 6, 3);
        using var prepared = new PreparedDataset(data);
        var sample = PrivateData.Sample(150, 0.5);
        Assert.InRange(sample.Indices.Length, 50, 100);
        var norms = sample.Indices.ToArray().Select(i => ExactGradients.Norm(ExactGradients.Of(model, parameters, data, i))).Order().ToArray();
        // None clipped, half of them, all.
        foreach (var clip in new[] { 2 * norms[^1], norms[norms.Length / 2], norms[0] / 2 })
        {
            var options = new ClippingOptions { Clip = clip, Microbatch = 32 };
            var exact = ExactGradients.ClippedSum(model, parameters, data, sample.Indices.ToArray(), clip * (1023.0 / 1024));
            var sum = ClippedGradients.Sum(model, parameters, prepared, sample, options);
            Assert.InRange(ExactGradients.Distance(sum, exact), 0, 1e-12 * ExactGradients.Norm(exact));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Sum_AnyMicrobatch_IsTheSame(int microbatch)
    {
        using var data = new PreparedDataset(PrivateData.Make(64, 6, 3));
        var sample = PrivateData.Sample(64, 0.9);
        var reference = ClippedGradients.Sum(Model, Parameters, data, sample, new ClippingOptions());
        var sum = ClippedGradients.Sum(Model, Parameters, data, sample, new ClippingOptions { Microbatch = microbatch });
        Assert.InRange(ExactGradients.Distance(sum, reference), 0, 1e-13 * ExactGradients.Norm(reference));
    }

    [Fact]
    public void Sum_OneExample_NeverExceedsTheBound()
    {
        using var data = new PreparedDataset(PrivateData.Make(40, 6, 3));
        foreach (var clip in new[] { 1e-3, 0.1, 1 })
        {
            var options = new ClippingOptions { Clip = clip, Microbatch = 4 };
            for (var i = 0; i < 40; i++)
                Assert.InRange(ExactGradients.Norm(ClippedGradients.Sum(Model, Parameters, data, PrivateData.Chosen(40, i), options)), 1e-9, options.ExampleBound * (1 + 1e-12));
        }
    }

    [Fact]
    public void Sum_OneExampleMore_MovesByAtMostC()
    {
        // The shift of every later example within its microbatch must not add to the sensitivity.
        var data = PrivateData.Make(400, 6, 3);
        using var prepared = new PreparedDataset(data);
        int[] without = [.. Enumerable.Range(0, 400).Where(i => i != 17)];
        foreach (var clip in new[] { 0.01, 1 })
        {
            var options = new ClippingOptions { Clip = clip, Microbatch = 32 };
            var with = ClippedGradients.Sum(Model, Parameters, prepared, PrivateData.Chosen(400, [.. Enumerable.Range(0, 400)]), options);
            var less = ClippedGradients.Sum(Model, Parameters, prepared, PrivateData.Chosen(400, without), options);
            Assert.InRange(ExactGradients.Distance(with, less), 0, options.ExampleBound * (1 + 1e-9));
        }
    }

    [Fact]
    public void Sum_EmptySample_IsZerosOfFullLength()
    {
        using var data = new PreparedDataset(PrivateData.Make(10, 6, 3));
        Assert.Equal(new double[Model.ParameterCount], ClippedGradients.Sum(Model, Parameters, data, PrivateData.Chosen(10), new ClippingOptions()));
        using var tiny = PrivateData.Sampler(1e-9);
        Assert.Equal(new double[Model.ParameterCount], ClippedGradients.Sum(Model, Parameters, data, tiny.Draw(PrivateData.Round, 10), new ClippingOptions()));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Sum_ExampleThatIsNotFinite_CountsAsZero(float value)
    {
        foreach (var model in new[] { Model, ModelSpecification.Mlp(6, [9], 3), ModelSpecification.Logistic(6, 3) })
        {
            var parameters = model.InitialParameters(4);
            var clean = PrivateData.Make(20, 6, 3);
            var features = clean.Features.ToArray();
            // Example 0 also fills up the microbatch.
            foreach (var bad in new[] { 0, 11 }) features[bad * 6 + 2] = value;
            using PreparedDataset broken = new(new Dataset(features, 6, clean.Labels.ToArray())), whole = new(clean);
            var options = new ClippingOptions { Microbatch = 16 };
            var sum = ClippedGradients.Sum(model, parameters, broken, PrivateData.Chosen(20, [.. Enumerable.Range(0, 20)]), options);
            Assert.All(sum, entry => Assert.True(double.IsFinite(entry)));
            int[] others = [.. Enumerable.Range(1, 19).Where(i => i != 11)];
            // A tanh of infinity is finite, but the example's own features are not, and they are in its gradient.
            var expected = ClippedGradients.Sum(model, parameters, whole, PrivateData.Chosen(20, others), options);
            Assert.InRange(ExactGradients.Distance(sum, expected), 0, 1e-12);
        }
    }

    [Fact]
    public void Sum_HugeFeatures_AreClippedNotLost()
    {
        var features = Enumerable.Repeat(3e38f, 6).ToArray();
        using var data = new PreparedDataset(new Dataset(features, 6, [1]));
        var model = ModelSpecification.Logistic(6, 3);
        var options = new ClippingOptions();
        var sum = ClippedGradients.Sum(model, new float[model.ParameterCount], data, PrivateData.Chosen(1, 0), options);
        Assert.Equal(options.ExampleBound, ExactGradients.Norm(sum), 1e-12);
    }

    [Fact]
    public void Sum_ReportsTheSamePasses_WhateverWasDrawn()
    {
        using var data = new PreparedDataset(PrivateData.Make(1_000, 6, 3));
        using var sampler = PrivateData.Sampler(0.1);
        var totals = new HashSet<long>();
        for (var round = 1; round <= 20; round++)
        {
            var sample = sampler.Draw(PrivateData.Round with { Number = round }, 1_000);
            var reports = new List<PrivateProgress>();
            ClippedGradients.Sum(Model, Parameters, data, sample, new ClippingOptions { Microbatch = 16 }, new Collector(reports));
            Assert.Equal(Enumerable.Range(1, reports.Count).Select(i => (long)i), reports.Select(report => report.Done));
            totals.Add(reports[^1].Total);
        }
        Assert.Equal([10], totals); // 100 + 6 sqrt(90) = 157 examples in passes of 16
    }

    [Fact]
    public void Sum_Cancelled_StopsBetweenPasses()
    {
        using var cancel = new CancellationTokenSource();
        using var data = new PreparedDataset(PrivateData.Make(100, 6, 3));
        var reports = new List<PrivateProgress>();
        Assert.ThrowsAny<OperationCanceledException>(() => ClippedGradients.Sum(
            Model, Parameters, data, PrivateData.Sample(100, 1), new ClippingOptions { Microbatch = 10 }, new Collector(reports, after: 3, cancel), cancel.Token));
        Assert.Equal(3, reports.Count);
    }

    [Fact]
    public void Sum_OnSeveralThreadsAtOnceFromOneDataset_SameBits()
    {
        using var data = new PreparedDataset(PrivateData.Make(300, 6, 3));
        var sample = PrivateData.Sample(300, 0.5);
        var alone = ClippedGradients.Sum(Model, Parameters, data, sample, new ClippingOptions());
        var results = new double[4][];
        Parallel.For(0, 4, i => results[i] = ClippedGradients.Sum(Model, Parameters, data, sample, new ClippingOptions()));
        Assert.All(results, result => Assert.Equal(alone, result));
    }

    [Fact]
    public void Sum_ArgumentsThatDoNotFit_AreRefused()
    {
        using var data = new PreparedDataset(PrivateData.Make(10, 6, 3));
        var sample = PrivateData.Sample(10, 0.5);
        var good = new ClippingOptions();
        Refused(ErrorCodes.DataMismatch, new float[5], sample, good, "5 parameters");
        Refused(ErrorCodes.DataMismatch, Parameters, PrivateData.Sample(11, 0.5), good, "11 examples", "has 10");
        Refused(ErrorCodes.TrainingFailed, [.. Parameters[1..], float.NaN], sample, good, "not all finite");
        foreach (var clip in new[] { 0, -1, double.NaN, double.PositiveInfinity }) Refused(ErrorCodes.PlanInvalid, Parameters, sample, good with { Clip = clip }, "Clip");
        Refused(ErrorCodes.PlanInvalid, Parameters, sample, good with { Microbatch = 0 }, "Microbatch");
        Refused(ErrorCodes.PlanInvalid, Parameters, sample, good with { Threads = 0 }, "Threads");

        void Refused(ErrorCode code, float[] parameters, PoissonSample drawn, ClippingOptions options, params string[] words) =>
            TestFiles.Fails(code, () => ClippedGradients.Sum(Model, parameters, data, drawn, options), words);
    }

    [Fact]
    public void PreparedDataset_EmptyOrDisposed_IsRefused()
    {
        TestFiles.Fails(ErrorCodes.DataMismatch, () => _ = new PreparedDataset(new Dataset([], 6, [])), "empty");
        var data = new PreparedDataset(PrivateData.Make(10, 6, 3));
        data.Dispose();
        data.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ClippedGradients.Sum(Model, Parameters, data, PrivateData.Sample(10, 1), new ClippingOptions()));
    }

    private sealed class Collector(List<PrivateProgress> reports, int after = int.MaxValue, CancellationTokenSource? cancel = null) : IProgress<PrivateProgress>
    {
        public void Report(PrivateProgress value)
        {
            reports.Add(value);
            if (reports.Count == after) cancel!.Cancel();
        }
    }
}
