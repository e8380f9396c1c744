using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Metrics;
using Federated.Domain.Models;
using Federated.Domain.Queries;
using static Federated.Domain.Tests.Queries.EvaluationPlans;

namespace Federated.Domain.Tests.Queries;

public sealed class EvaluationTallyTests
{
    private static Gen<float> Output { get; } = Gen.OneOf(
        Gen.Choose(-400, 400).Select(i => i / 16f), Gen.Elements(float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, 0f));

    private static Gen<Example> Examples { get; } =
        from outputs in Output.ArrayOf(3) from label in Gen.Choose(0, 2)
        from sex in Gen.Elements<string?>("f", " m", "x", "", null) from age in Gen.Elements<string?>("0", "39.9", "40", "120", "121", "old", null)
        select new Example(outputs, label, sex, age);

    [Fact]
    public void Totals_OfNeighbouringData_DifferByAtMostTheSensitivityInL2()
    {
        foreach (var multiplier in (double[])[0.1, 2, 1e6])
        {
            var plan = Plan with { Privacy = Plan.Privacy with { NoiseMultiplier = multiplier } };
            var allowed = BigInteger.Pow(QueryScale.Of(plan).Noise!.SensitivityUnits, 2);
            Prop.ForAll(Examples.ListOf(10).ToArbitrary(), Examples.ToArbitrary(), (others, example) =>
            {
                var without = Tally(plan, others).Totals;
                var with = Tally(plan, [.. others, example]).Totals;
                return with.Zip(without, (a, b) => BigInteger.Pow((BigInteger)a - b, 2)).Aggregate(BigInteger.Zero, (sum, square) => sum + square) <= allowed;
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void Totals_OfTheWorstExample_MoveByTheSensitivityItself()
    {
        // Accuracy and loss over all and two subgroups: nine statistics, of which this example moves each by its whole bound.
        var plan = Of(Evaluation with { Metrics = [EvaluationPlan.Accuracy, EvaluationPlan.Loss], ScoreBins = null });
        var scale = QueryScale.Of(plan);

        var moved = Tally(plan, [new([float.NaN, float.NaN, float.NaN], 0, "f", "3")]).Totals;

        Assert.Equal(9, moved.Count(units => units == scale.Unit));
        Assert.All(moved, units => Assert.True(units == 0 || units == scale.Unit));
        Assert.Equal(3 * scale.Unit, scale.Noise!.SensitivityUnits);
    }

    [Fact]
    public void Totals_OfParts_AreThoseOfThePoolToTheLastUnit() =>
        Prop.ForAll(Examples.ListOf(12).ToArbitrary(), Examples.ListOf(12).ToArbitrary(), (left, right) =>
            Tally(Exact, left).Totals.Zip(Tally(Exact, right).Totals, (a, b) => a + b).SequenceEqual(Tally(Exact, [.. right, .. left]).Totals)).QuickCheckThrowOnFailure();

    [Fact]
    public void Released_WithoutNoise_IsTheCentralEvaluationOfThePool()
    {
        var parts = new[] { Random(1, 70), Random(2, 40), Random(3, 55) };
        var pool = parts.SelectMany(p => p).ToArray();

        var report = Released(Exact, key: 0, [.. parts.Select(part => Tally(Exact, part))]);

        Assert.Equal(3, report.Partners);
        Same(Central(pool), report.Overall.Metrics);
        Assert.Equal(["sex", "years"], report.Subgroups.Select(s => s.Title));
        Same(Central(pool.Where(e => e.Sex == "f")), report.Subgroups[0].Groups[0].Metrics);
        Same(Central(pool.Where(e => e.Sex == "m")), report.Subgroups[0].Groups[1].Metrics);
        Same(Central(pool.Where(e => int.Parse(e.Age!, System.Globalization.CultureInfo.InvariantCulture) < 40)), report.Subgroups[1].Groups[0].Metrics);
        Assert.Equal(["0 to below 40", "40 to 120"], report.Subgroups[1].Groups.Select(g => g.Name));
        Assert.Equal(
            Math.Abs(report.Subgroups[0].Groups[0].Metrics.Accuracy!.Value - report.Subgroups[0].Groups[1].Metrics.Accuracy!.Value),
            report.Subgroups[0].Gap(MetricNames.Accuracy)!.Value, 1e-12);
        Assert.Equal<string>(["low", "middle", "high"], report.Classes);
        Assert.Empty(report.Spreads);
    }

    [Fact]
    public void Released_WithNoise_IsNearAndSaysHowNear()
    {
        var parts = new[] { Random(1, 400), Random(2, 450), Random(3, 420) };
        var truth = Central(parts.SelectMany(p => p));

        var report = Released(Plan, key: 4, [.. parts.Select(part => Tally(Plan, part))]);

        // Seven standard errors: fails by chance once in 4e11. The first order of a ratio's error is good here: 1,270 examples, a noise of 9.
        var (overall, errors) = (report.Overall.Metrics, report.Overall.Deviations);
        Assert.NotEqual(truth.Examples, overall.Examples);
        Assert.InRange(Math.Abs(overall.Examples - truth.Examples), 0, 7 * errors["examples"]);
        Assert.InRange(Math.Abs(overall.Accuracy!.Value - truth.Accuracy!.Value), 0, 7 * errors["accuracy"]);
        Assert.InRange(Math.Abs(overall.Loss!.Value.Mean!.Value - truth.Loss!.Value.Mean!.Value), 0, 7 * errors["loss"]);
        Assert.Equal(QueryScale.Of(Plan).Deviation, errors["examples"]);
        Assert.All(overall.Named(), figure => Assert.True(double.IsFinite(figure.Value)));
        Assert.All(overall.Confusion!.Cells, cell => Assert.True(cell >= 0));
    }

    [Fact]
    public void Released_OfNothingButNoise_HasNoFigureThatIsNotANumber()
    {
        for (var key = 0; key < 50; key++)
        {
            var report = Released(Plan, key, new EvaluationTally(Plan), new EvaluationTally(Plan), new EvaluationTally(Plan));
            foreach (var group in report.Subgroups.SelectMany(s => s.Groups).Append(report.Overall))
                Assert.All(group.Metrics.Named().Values.Concat(group.Deviations.Values), value => Assert.True(double.IsFinite(value) || value > 0));
        }
    }

    [Fact]
    public void Spread_OfThreePartners_IsMeanDeviationAndHistogramOfTheirOwnFigures()
    {
        var plan = QueryPlans.Unnoised(Of(Evaluation with { Spread = [EvaluationPlan.Accuracy, EvaluationPlan.Loss] }));
        var parts = new[] { Random(1, 70), Random(2, 40), Random(3, 55) };
        double[] accuracies = [.. parts.Select(p => Central(p).Accuracy!.Value)];
        double[] losses = [.. parts.Select(p => Central(p).Loss!.Value.Mean!.Value)];

        var report = Released(plan, key: 0, [.. parts.Select(part => Tally(plan, part))]);

        Assert.Equal(2, report.Spreads.Length);
        foreach (var (spread, own, largest) in new[] { (report.Spreads[0], accuracies, 1.0), (report.Spreads[1], losses, 8.0) })
        {
            Assert.Equal(3, spread.Count);
            Assert.Equal(own.Average(), spread.Mean, 1e-7);
            Assert.Equal(Math.Sqrt(own.Average(v => Math.Pow(v - own.Average(), 2))), spread.Deviation, 1e-6);
            Assert.Equal(largest, spread.Largest);
            Assert.InRange(own.Min(), spread.Low!.Value, spread.Low.Value + (largest / 20));
            Assert.InRange(own.Max(), spread.High!.Value - (largest / 20), spread.High.Value);
        }

        Same(Central(parts.SelectMany(p => p)), report.Overall.Metrics);
    }

    [Fact]
    public void Spread_OfAPartnerWithoutExamples_LeavesItOut()
    {
        var plan = QueryPlans.Unnoised(Of(Evaluation with { Spread = [EvaluationPlan.Accuracy, EvaluationPlan.Auc] }));
        var examples = Random(1, 60);

        var report = Released(plan, key: 0, Tally(plan, examples), Tally(plan, []), Tally(plan, examples));

        Assert.Equal([2, 2], report.Spreads.Select(s => s.Count));
        Assert.Equal(Central(examples).Accuracy!.Value, report.Spreads[0].Mean, 1e-8);
        Assert.InRange(report.Spreads[0].Deviation, 0, 4e-5);
    }

    [Fact]
    public void Regression_OfParts_IsTheCentralOneWithErrorsCutToTheBound()
    {
        var plan = QueryPlans.Unnoised(Of(new() { Metrics = [EvaluationPlan.Rmse, EvaluationPlan.Mae, EvaluationPlan.R2], ErrorMaximum = 50 })) with
        {
            Data = new() { Target = new("age", 20, 90) },
        };
        var shape = EvaluationMeasures.Of(plan, new([4], [new Federated.Domain.Models.Layers.LinearLayer { Outputs = 1 }], Objective.MeanSquaredError), []);

        Assert.Equal(["examples", "squared-error", "absolute-error", "target", "squared-target"], shape.Select(m => m.Title));
        Assert.Equal([1, 2500, 50, 35, 35 * 35], shape.Select(m => m.Bound));
        Assert.Equal([MeasureKind.Target], shape.Where(m => m.Signed).Select(m => m.Kind));
        Assert.Equal(55, EvaluationMeasures.TargetMiddle(plan));
    }

    [Fact]
    public void Sequences_AreMeasuredTokenByTokenWithoutPadding()
    {
        // Two places, vocabulary of three; the second place is padding in the second row.
        var tally = new MetricTally();
        tally.AddSequence([0, 2, 1, 0, 0, 3], [1, 2], padding: 0);
        tally.AddSequence([0, 2, 1, 9, 9, 9], [2, 0], padding: 0);
        double[] losses = [ClassOutputs.Loss([0, 2, 1], 1), ClassOutputs.Loss([0, 0, 3], 2), ClassOutputs.Loss([0, 2, 1], 2)];

        var report = tally.Report();

        Assert.Equal((2.0, 3.0), (report.Examples, report.Tokens));
        Assert.Equal(2.0 / 3, report.Accuracy!.Value, 1e-12);
        Assert.Equal(losses.Average(), report.Loss!.Value.Mean!.Value, 1e-12);
        Assert.Equal(Math.Exp(losses.Average()), report.Named()[MetricNames.Perplexity], 1e-9);
    }

    [Fact]
    public void Add_WithoutItsGroups_IsRefused()
    {
        var tally = new EvaluationTally(Exact);

        Assert.Throws<InvalidOperationException>(() => tally.AddClass([0, 1, 2], 0));
        Assert.Throws<ArgumentException>(() => tally.Place(["f"]));
    }

    [Fact]
    public void Upload_MoreExamplesThanAgreed_IsRefused()
    {
        var tally = Tally(Plan, Random(1, 501));

        Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(() => tally.Upload(Partners[0])).Code);
    }

    [Fact]
    public void Admit_UploadOfAnHonestNode_PassesAndATamperedOneDoesNot()
    {
        var upload = Tally(Plan, Random(1, 100)).Upload(Partners[0]);
        QueryUpload.Admit(Plan, Partners[0], QueryPlans.Staged(Plan, upload));

        var layout = Plan.UploadLayout;
        foreach (var (tensor, digit) in new[] { ("confusion", 1f), ("loss.by.sex", -1f), ("scores.middle", 1f), ("examples", 3f) })
        {
            var tampered = (float[])upload.Clone();
            tampered[layout.OffsetOf(tensor) + (2 * layout.Tensors.Single(t => t.Name == tensor).Shape[1])] = digit * (1 << 18);
            Assert.Equal(ErrorCodes.UpdateOutOfBound, Assert.Throws<FederatedException>(() => QueryUpload.Admit(Plan, Partners[0], QueryPlans.Staged(Plan, tampered))).Code);
        }
    }

    private static void Same(MetricReport central, MetricReport federated)
    {
        Assert.Equal(central.Examples, federated.Examples);
        Assert.Equal(central.Confusion, federated.Confusion);
        Assert.Equal(central.Accuracy!.Value, federated.Accuracy!.Value, 1e-12);
        Assert.Equal(central.Loss!.Value.Mean!.Value, federated.Loss!.Value.Mean!.Value, 1e-7);
        // Binned scores: no two far from each other share a bin here, so that what ties costs is small.
        Assert.All(central.AucByClass.Zip(federated.AucByClass), pair => Assert.Equal(pair.First!.Value, pair.Second!.Value, 0.01));
    }
}
