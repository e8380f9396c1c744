using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.Training.Tests.Data;

public sealed class PlanDataTests
{
    private static readonly DataPlan Plan = new()
    {
        Features = [new("age", 20, 120), new("sex") { Type = FeatureRange.CategoryType, Categories = ["f", "m"] }],
        Target = new("days", 0, 50) { Mean = 10, Deviation = 5 },
        Offset = 0.25,
        Scale = 0.5,
    };

    private static readonly Dataset Raw = new([70, 1, 0, 120, 0, 1], 3, [0, 0], [20, 5]);

    [Fact]
    public void Inputs_OfRanges_MapNumbersToTheUnitIntervalThenShiftAndLeaveCategories()
    {
        var inputs = PlanData.Inputs(Plan, Raw);

        Assert.Equal([0.5f, 1, 0, 1.5f, 0, 1], inputs.Features.ToArray());
        Assert.Equal([0.4f, 0.1f], inputs.Targets.ToArray());
    }

    [Fact]
    public void Inputs_Standard_UseTheConstantsOfThePlan()
    {
        var plan = Plan with { Offset = 0, Scale = 1, Scaling = new() { Kind = ScalingPlan.Standard }, Features = Plan.Features.SetItem(0, Plan.Features[0] with { Mean = 60, Deviation = 20 }) };

        var inputs = PlanData.Inputs(plan, Raw);

        Assert.Equal([0.5f, 1, 0, 3, 0, 1], inputs.Features.ToArray());
        Assert.Equal([2, -1], inputs.Targets.ToArray());
    }

    [Fact]
    public void Inputs_None_LeaveNumbersAsTheyAre()
    {
        var inputs = PlanData.Inputs(Plan with { Offset = 0, Scale = 1, Scaling = new() { Kind = ScalingPlan.None } }, Raw);

        Assert.Equal(Raw.Features.ToArray(), inputs.Features.ToArray());
        Assert.Equal(Raw.Targets.ToArray(), inputs.Targets.ToArray());
    }

    [Fact]
    public void Inputs_OfRangesAlone_AreThoseOfTheTwoStepsTheyWere()
    {
        var random = new Federated.Domain.Models.SeededRandom(5);
        var raw = new Dataset([.. Enumerable.Range(0, 300).Select(_ => (float)(random.NextDouble() * 37))], 3, new long[100]);
        var plan = new DataPlan { Features = [new("a", 0, 37), new("b", -3, 41.7), new("c", 0, 1e3)], Offset = 0.3, Scale = 0.2 };
        var columns = plan.Features.Select(feature => new FeatureColumn(feature.Name, feature.Minimum, feature.Maximum)).ToArray();

        var two = FeatureScaling.Affine(0.3, 0.2).Apply(FeatureScaling.Ranges(columns).Apply(raw));

        Assert.Equal(two.Features.ToArray(), PlanData.Inputs(plan, raw).Features.ToArray());
    }

    [Fact]
    public void Inputs_OfAnotherNumberOfColumns_AreRefused() =>
        TestFiles.Fails(ErrorCodes.DataMismatch, () => PlanData.Inputs(Plan, new Dataset([1, 2], 2, [0])), "2 features", "3 ranges");
}
