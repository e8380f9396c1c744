using Federated.Domain.Models;
using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Tests.Privacy;
using Federated.Training.Trainers;

namespace Federated.Training.Tests.Trainers;

public sealed class RecordCentralTrainerTests
{
    private static readonly ModelSpecification Model = ModelSpecification.Mlp(6, [9], 3, Activation.Tanh);
    private static readonly float[] Parameters = Model.InitialParameters(4);
    private static readonly RecordCentralOptions Wide = new() { ProjectionRadius = 4096 };

    [Fact]
    public void Sum_OfFivePartners_IsTheCentralSumOfTheSameBits()
    {
        const double clip = 0.3;
        var options = new RecordCentralOptions { Clipping = new() { Clip = clip, Microbatch = 64 }, ProjectionRadius = 1000 };
        var data = PrivateData.Make(1_500, 6, 3);
        var shares = DirichletPartitioner.Split(data.Labels.Span, 5, 0.5, seed: 1);
        var total = new double[Model.ParameterCount];
        var union = new List<int>();
        for (byte partner = 0; partner < 5; partner++)
        {
            using var prepared = new PreparedDataset(data.Take(shares[partner]));
            var sample = PrivateData.Sample(shares[partner].Length, 0.2, secret: partner);
            var sum = RecordCentralTrainer.Sum(Model, Parameters, prepared, sample, options);
            for (var i = 0; i < sum.Length; i++) total[i] += sum[i];
            foreach (var index in sample.Indices.Span) union.Add(shares[partner][index]);
        }
        Assert.InRange(union.Count, 200, 400);

        using var whole = new PreparedDataset(data);
        var central = RecordCentralTrainer.Sum(Model, Parameters, whole, PrivateData.Chosen(1_500, [.. union.Order()]), options);
        var exact = ExactGradients.ClippedSum(Model, Parameters, data, union, clip * (1023.0 / 1024));

        Assert.InRange(ExactGradients.Distance(total, Doubles(central)), 0, 1e-4 * clip);
        Assert.InRange(ExactGradients.Distance(total, exact), 0, 1e-4 * clip);
        Assert.InRange(ExactGradients.Norm(exact), clip, union.Count * clip);
    }

    [Fact]
    public void Sum_BeyondTheRadius_IsProjectedOntoItAndKeepsItsDirection()
    {
        using var data = new PreparedDataset(PrivateData.Make(200, 6, 3));
        var sample = PrivateData.Sample(200, 1);
        var free = Doubles(RecordCentralTrainer.Sum(Model, Parameters, data, sample, Wide));
        foreach (var radius in new[] { 1e-3, 0.7, 3 })
        {
            Assert.True(ExactGradients.Norm(free) > radius);
            var bound = Doubles(RecordCentralTrainer.Sum(Model, Parameters, data, sample, Wide with { ProjectionRadius = radius }));
            // float32 entries never carry the norm above the radius: the silo rejects what is.
            Assert.InRange(ExactGradients.Norm(bound), radius * (1 - 2e-6), radius);
            var factor = radius / ExactGradients.Norm(free);
            Assert.InRange(ExactGradients.Distance(bound, [.. free.Select(value => value * factor)]), 0, 3e-6 * radius);
        }
    }

    [Fact]
    public void Sum_OfNeighbours_IsWithinC_ProjectedOrNot()
    {
        using var data = new PreparedDataset(PrivateData.Make(200, 6, 3));
        int[] all = [.. Enumerable.Range(0, 200)];
        foreach (var radius in new[] { 4096, 2.0 })
        {
            var options = Wide with { ProjectionRadius = radius };
            var with = Doubles(RecordCentralTrainer.Sum(Model, Parameters, data, PrivateData.Chosen(200, all), options));
            foreach (var left in new[] { 0, 100, 199 })
            {
                var less = RecordCentralTrainer.Sum(Model, Parameters, data, PrivateData.Chosen(200, [.. all.Where(i => i != left)]), options);
                Assert.InRange(ExactGradients.Distance(with, Doubles(less)), 0, 1);
            }
        }
    }

    [Fact]
    public void Sum_EmptySample_IsZerosOfFullLength()
    {
        using var data = new PreparedDataset(PrivateData.Make(10, 6, 3));
        Assert.Equal(new float[Model.ParameterCount], RecordCentralTrainer.Sum(Model, Parameters, data, PrivateData.Chosen(10), Wide));
    }

    [Fact]
    public void Sum_RepeatedAfterARestart_SameBits()
    {
        var data = PrivateData.Make(300, 6, 3);
        var before = Parameters.ToArray();
        using PreparedDataset first = new(data), second = new(data);
        Assert.Equal(
            RecordCentralTrainer.Sum(Model, Parameters, first, PrivateData.Sample(300, 0.3), Wide),
            RecordCentralTrainer.Sum(Model, Parameters, second, PrivateData.Sample(300, 0.3), Wide));
        Assert.Equal(before, Parameters);
    }

    [Fact]
    public void Options_RadiusOutOfRange_IsRefused()
    {
        foreach (var radius in new[] { 0, -1, double.NaN, double.PositiveInfinity, 4097 })
            TestFiles.Fails(ErrorCodes.PlanInvalid, (Wide with { ProjectionRadius = radius }).Validate, "ProjectionRadius");
        TestFiles.Fails(ErrorCodes.PlanInvalid, (Wide with { Clipping = new() { Clip = 0.5 } }).Validate, "= 2048");
        TestFiles.Fails(ErrorCodes.PlanInvalid, (Wide with { Clipping = new() { Clip = -1 } }).Validate, "Clip");
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);
}
