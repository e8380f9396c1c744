using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Queries;

namespace Federated.Domain.Tests.Queries;

public sealed class QueryUploadTests
{
    private static readonly long Unit = QueryScale.Of(QueryPlans.Plan).Unit;

    // patients, women, age, change, ages x 3, blood x 4, labels x 2; bob has 500 records.
    private static readonly long[] Honest = [.. new long[] { 500, 500, 500, -500, 0, 500, 0, 100, 200, 100, 100, 499, 1 }.Select(v => v * Unit)];

    [Fact]
    public void Admit_WhatRecordsAddUpTo_Passes() =>
        Prop.ForAll(Gen.Choose(0, 500).SelectMany(n => Gen.Elements("f", "30", "-3", "0.7", "A", "yes", "", "9e9").ArrayOf(7).ArrayOf(n)).ToArbitrary(), records =>
        {
            foreach (var plan in (RunPlan[])[QueryPlans.Plan, QueryPlans.Unnoised(QueryPlans.Plan)])
            {
                var tally = new QueryTally(plan);
                foreach (var record in records)
                    tally.Add(record);
                QueryUpload.Admit(plan, QueryPlans.Bob, QueryPlans.Staged(plan, tally.Upload(QueryPlans.Bob)));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Admit_AsMuchAsTheAgreedRecordsCanHold_Passes() => Admit(Honest);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, -501)]
    [InlineData(2, 1)]
    [InlineData(3, -1)]
    [InlineData(4, 1)]
    [InlineData(4, -1)]
    [InlineData(10, 1)]
    [InlineData(12, 1)]
    public void Admit_MoreThanTheAgreedRecordsCanHold_IsRefused(int bin, int records)
    {
        var totals = Honest.ToArray();
        totals[bin] += records * Unit;

        Assert.Equal(ErrorCodes.UpdateOutOfBound, Assert.Throws<FederatedException>(() => Admit(totals)).Code);
    }

    [Fact]
    public void Admit_PartOfARecord_IsRefusedInACountAndUsualInASum()
    {
        var totals = Honest.ToArray();
        totals[2] -= 1;
        Admit(totals);
        totals[0] -= 1;
        Assert.Equal(ErrorCodes.UpdateOutOfBound, Assert.Throws<FederatedException>(() => Admit(totals)).Code);
    }

    [Fact]
    public void Admit_DigitsThatAreNotWhole_AreRefused()
    {
        var limbs = Split(QueryPlans.Plan, Honest);
        limbs[3] = 0.5f;
        Assert.Equal(ErrorCodes.UpdateOutOfBound, Assert.Throws<FederatedException>(
            () => QueryUpload.Admit(QueryPlans.Plan, QueryPlans.Bob, QueryPlans.Staged(QueryPlans.Plan, limbs))).Code);
    }

    [Fact]
    public void Admit_AnotherWeight_IsRefused() => Assert.Equal(ErrorCodes.UpdateWeightInvalid, Assert.Throws<FederatedException>(() => QueryUpload.Admit(
        QueryPlans.Plan, QueryPlans.Bob, QueryPlans.Staged(QueryPlans.Plan, Split(QueryPlans.Plan, Honest), weight: 1 << 19))).Code);

    private static void Admit(long[] totals) =>
        QueryUpload.Admit(QueryPlans.Plan, QueryPlans.Bob, QueryPlans.Staged(QueryPlans.Plan, Split(QueryPlans.Plan, totals)));

    private static float[] Split(RunPlan plan, long[] totals)
    {
        var limbs = new List<float>();
        var at = 0;
        foreach (var statistic in plan.Query!.Statistics)
        {
            var bins = QueryBins.Count(statistic, plan.Data.Classes);
            var part = new float[Limbs.Count * bins];
            Limbs.Split(totals.AsSpan(at, bins), part);
            limbs.AddRange(part);
            at += bins;
        }

        return [.. limbs];
    }
}
