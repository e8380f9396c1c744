using Federated.Training.Data;
using Federated.Training.Privacy;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Training.Tests.Privacy;

/// <summary>Whole models of every kind: clipped sums against one example at a time, and what one example can change.</summary>
public sealed class ClippedKindsTests
{
    private const int Count = 24;

    public static TheoryData<string> Names => PrivateModels.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Sum_NoneHalfOrAllClipped_AgreesWithOneExampleAtATime(string name)
    {
        var (model, data) = (PrivateModels.Specification(name), PrivateModels.Data(name, Count));
        var parameters = PrivateModels.Parameters(model);
        using var prepared = new PreparedDataset(data);
        int[] sample = [.. Enumerable.Range(0, Count).Where(i => i % 5 != 1)];
        var norms = sample.Select(i => ExactGradients.Norm(ExactGradients.Of(model, parameters, data, i))).Order().ToArray();
        foreach (var clip in new[] { 2 * norms[^1], norms[norms.Length / 2], norms.First(norm => norm > 0) / 2 })
        {
            var options = new ClippingOptions { Clip = clip, Microbatch = 7 };
            var exact = ExactGradients.ClippedSum(model, parameters, data, sample, options.ExampleBound);
            var sum = ClippedGradients.Sum(model, parameters, prepared, PrivateData.Chosen(Count, sample), options);
            Assert.InRange(ExactGradients.Distance(sum, exact), 0, 1e-9 * ExactGradients.Norm(exact));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sum_OneExampleMore_MovesByAtMostC(string name)
    {
        var model = PrivateModels.Specification(name);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var data = PrivateModels.Data(name, Count, (ulong)seed);
            using var prepared = new PreparedDataset(data);
            var parameters = PrivateModels.Parameters(model, (ulong)seed);
            var one = seed % Count;
            var options = new ClippingOptions { Clip = (seed % 3) switch { 0 => 1e-3, 1 => 0.3, _ => 5 }, Microbatch = 1 + (seed % 9) };
            int[] all = [.. Enumerable.Range(0, Count)];
            var with = ClippedGradients.Sum(model, parameters, prepared, PrivateData.Chosen(Count, all), options);
            var less = ClippedGradients.Sum(model, parameters, prepared, PrivateData.Chosen(Count, [.. all.Where(i => i != one)]), options);
            Assert.InRange(ExactGradients.Distance(with, less), 0, options.ExampleBound * (1 + 1e-9));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(6));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sum_EmptySample_IsZerosOfFullLength(string name)
    {
        var model = PrivateModels.Specification(name);
        using var data = new PreparedDataset(PrivateModels.Data(name, Count));
        Assert.Equal(new double[model.ParameterCount], ClippedGradients.Sum(model, PrivateModels.Parameters(model), data, PrivateData.Chosen(Count), new ClippingOptions { Microbatch = 8 }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sum_ExampleThatIsNotFinite_CountsAsZero(string name)
    {
        // Ids that are no numbers are refused with the data, before torch sees them.
        if (PrivateModels.ReadsTokens(name)) return;
        var (model, clean) = (PrivateModels.Specification(name), PrivateModels.Data(name, Count));
        var parameters = PrivateModels.Parameters(model);
        int[] bad = [0, 11, 13];
        var features = clean.Features.ToArray();
        foreach (var (row, value) in bad.Zip([float.NaN, float.PositiveInfinity, float.NegativeInfinity])) features[(row * model.Inputs) + 2] = value;
        using PreparedDataset broken = new(new Dataset(features, model.Inputs, clean.Labels.ToArray(), clean.Targets.ToArray())), whole = new(clean);
        var options = new ClippingOptions { Clip = 0.3, Microbatch = 7 };
        int[] all = [.. Enumerable.Range(0, Count)];
        var sum = ClippedGradients.Sum(model, parameters, broken, PrivateData.Chosen(Count, all), options);
        var expected = ClippedGradients.Sum(model, parameters, whole, PrivateData.Chosen(Count, [.. all.Except(bad)]), options);
        Assert.InRange(ExactGradients.Distance(sum, expected), 0, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sum_AnyMicrobatch_IsTheSame(string name)
    {
        var model = PrivateModels.Specification(name);
        var parameters = PrivateModels.Parameters(model);
        using var data = new PreparedDataset(PrivateModels.Data(name, Count));
        var sample = PrivateData.Chosen(Count, [.. Enumerable.Range(0, Count)]);
        var reference = ClippedGradients.Sum(model, parameters, data, sample, new ClippingOptions());
        foreach (var microbatch in new[] { 1, 5, 24 })
        {
            var sum = ClippedGradients.Sum(model, parameters, data, sample, new ClippingOptions { Microbatch = microbatch });
            Assert.InRange(ExactGradients.Distance(sum, reference), 0, 1e-12 * ExactGradients.Norm(reference));
        }
    }
}
