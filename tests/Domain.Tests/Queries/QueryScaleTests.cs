using System.Collections.Immutable;
using System.Numerics;
using Federated.Domain.Errors;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Queries;

namespace Federated.Domain.Tests.Queries;

public sealed class QueryScaleTests
{
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 1)]
    [InlineData(3, 3.74)]
    [InlineData(7, 100)]
    [InlineData(256, 1e6)]
    public void Of_AnyQuery_SensitivityIsTheCeilingOfTheRootAndNoiseIsFine(int statistics, double multiplier)
    {
        var plan = QueryPlans.Of([.. Enumerable.Range(0, statistics).Select(i => QueryPlans.All with { Name = $"s{i}" })]);
        plan = plan with { Privacy = plan.Privacy with { NoiseMultiplier = multiplier } };

        var scale = QueryScale.Of(plan);

        var (sensitivity, square) = ((BigInteger)scale.Noise!.SensitivityUnits, statistics * BigInteger.Pow(scale.Unit, 2));
        Assert.True(sensitivity * sensitivity >= square && (sensitivity - 1) * (sensitivity - 1) < square);
        Assert.True(scale.Noise.NoiseMultiplier >= multiplier);
        Assert.True(scale.Noise.SigmaUnits >= 1L << 30);
        Assert.Equal(multiplier * Math.Sqrt(statistics), scale.Deviation, multiplier * Math.Sqrt(statistics) * 1e-6);
    }

    [Fact]
    public void Of_MoreRecordsThanTheGridHolds_IsRefused()
    {
        var plan = QueryPlans.Of(QueryPlans.All);
        plan = plan with { Privacy = plan.Privacy with { PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("ann", 1L << 40).Add("bob", 1L << 40) } };

        Assert.Equal(ErrorCodes.AggregationOverflow, Assert.Throws<FederatedException>(() => QueryScale.Of(plan)).Code);
    }

    [Fact]
    public void Of_ThreeHundredMillionRecords_Fits()
    {
        var plan = QueryPlans.Of(QueryPlans.All);
        plan = plan with { Privacy = plan.Privacy with { PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("ann", 100_000_000).Add("bob", 200_000_000) } };

        Assert.Equal(200_000_000L << QueryScale.Of(plan).Format.FractionalBits, QueryScale.Of(plan).Largest(plan, QueryPlans.Bob));
    }

    [Fact]
    public void Events_OfAQuery_AreOneGaussian()
    {
        Assert.Equal<ComposedEvent>([new(new GaussianEvent(2), 1)], PrivacySchedule.Events(QueryPlans.Plan, 1));
        Assert.Equal(PrivacyUnit.Record, PrivacySchedule.Unit(QueryPlans.Plan));
    }

    [Fact]
    public void Report_OfAQuery_IsTheGaussianMechanismAtItsMultiplier()
    {
        // The exact epsilon of one release with z = 2 at delta 1e-5 (Balle and Wang, 1805.06530, theorem 8).
        var exact = AnalyticGaussian.Epsilon(2, 1e-5);
        var report = PrivacySchedule.Report(QueryPlans.Plan, 1)!;

        Assert.InRange(report.Epsilon, exact, exact * 1.01);
    }

    [Fact]
    public void Mechanism_OfAQuery_NamesTheGridOfTheRelease() => Assert.Equal(
        FormattableString.Invariant($"record-central: discrete gaussian, sigma {QueryScale.Of(QueryPlans.Plan).Noise!.SigmaUnits}, sensitivity {QueryScale.Of(QueryPlans.Plan).Noise!.SensitivityUnits}, grid 2^-{QueryScale.Of(QueryPlans.Plan).Format.FractionalBits}"),
        AggregationPlan.Of(QueryPlans.Plan).Mechanism);
}
