using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Rounds;

public sealed class CohortSizeTests
{
    [Theory]
    [InlineData(0.1, 10, 1, 10, 2)] // a tenth of ten is one, and the quorum asks for two
    [InlineData(0.3, 10, 1, 10, 3)]
    [InlineData(0.31, 10, 1, 10, 4)]
    [InlineData(0.9, 10, 1, 5, 5)] // the size is the most
    [InlineData(0.1, 10, 4, 10, 4)] // the minimum is the least
    [InlineData(1, 3, 2, 10, 3)]
    public void Of_AFraction_IsRoundedUpBetweenMinimumAndSize(double fraction, int available, int minimum, int size, int needed) =>
        Assert.Equal(needed, CohortSize.Of(
            new() { Size = size, Quorum = Math.Min(2, Math.Max(2, minimum)), Fraction = fraction, Minimum = minimum < 2 ? null : minimum }, available)!.Value.Needed);

    [Theory]
    [InlineData(10, 0.1, 20, 11)]
    [InlineData(10, 0.25, 20, 13)]
    [InlineData(10, 0.5, 12, 12)]
    [InlineData(3, 2, 100, 9)]
    public void Of_OverSelection_AsksForMoreThanItNeeds(int size, double overSelect, int available, int assigned) =>
        Assert.Equal(new CohortSize(size, assigned), CohortSize.Of(new() { Size = size, Quorum = 1, OverSelect = overSelect }, available));

    [Fact]
    public void Of_FewerThanTheMinimum_Waits()
    {
        Assert.Null(CohortSize.Of(new() { Size = 5, Quorum = 2, Minimum = 4 }, 3));
        Assert.Null(CohortSize.Of(new() { Size = 5, Quorum = 2 }, 1));
        Assert.Equal(new CohortSize(4, 4), CohortSize.Of(new() { Size = 5, Quorum = 2, Minimum = 4 }, 4));
    }

    [Fact]
    public void Of_AnyPlan_NeedsBetweenQuorumAndSizeAndNeverMoreThanThereAre()
    {
        var cases =
            from size in Gen.Choose(1, 40)
            from quorum in Gen.Choose(1, size)
            from minimum in Gen.Choose(quorum, size)
            from fraction in Gen.Choose(0, 20)
            from over in Gen.Choose(0, 20)
            from available in Gen.Choose(0, 60)
            select (Plan: new CohortPlan
            {
                Size = size, Quorum = quorum, Minimum = minimum, Fraction = fraction == 0 ? null : fraction / 20.0, OverSelect = over / 10.0,
            }, available);

        Prop.ForAll(cases.ToArbitrary(), c => CohortSize.Of(c.Plan, c.available) is not { } got
            ? c.available < c.Plan.Fewest
            : got.Needed >= c.Plan.Quorum && got.Needed <= c.Plan.Size && got.Needed <= got.Assigned && got.Assigned <= c.available).QuickCheckThrowOnFailure();
    }
}
