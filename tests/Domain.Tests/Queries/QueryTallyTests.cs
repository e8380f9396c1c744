using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Queries;

namespace Federated.Domain.Tests.Queries;

public sealed class QueryTallyTests
{
    /// <summary>Anything that may stand in a CSV: numbers of every size, near the ends of the ranges, categories, and rubbish.</summary>
    private static Gen<string?> Field { get; } = Gen.OneOf(
        ArbMap.Default.GeneratorFor<double>().Select(value => (string?)value.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Choose(-200, 200).Select(value => (string?)(value / 1.5).ToString("R", CultureInfo.InvariantCulture)),
        Gen.Elements<string?>("f", " f ", "m", "A", "AB", "yes", "no", "0", "20", "120", "-3", "0.7", "NaN", "1e999", "", "n/a", null),
        ArbMap.Default.GeneratorFor<string>().Select(text => (string?)text));

    private static Gen<string?[]> Record(RunPlan plan) => Field.ArrayOf(plan.Query!.Statistics.Length);

    [Fact]
    public void Totals_OfNeighbouringData_DifferByAtMostTheSensitivityInL2()
    {
        foreach (var multiplier in (double[])[0.1, 2, 1e6])
        {
            var plan = QueryPlans.Plan with { Privacy = QueryPlans.Plan.Privacy with { NoiseMultiplier = multiplier } };
            var allowed = BigInteger.Pow(QueryScale.Of(plan).Noise!.SensitivityUnits, 2);
            Prop.ForAll(Record(plan).ListOf(20).ToArbitrary(), Record(plan).ToArbitrary(), (others, record) =>
            {
                var without = Totals(plan, others);
                var with = Totals(plan, [.. others, record]);
                var moved = with.Zip(without, (a, b) => BigInteger.Pow((BigInteger)a - b, 2)).Aggregate(BigInteger.Zero, (sum, square) => sum + square);
                return moved <= allowed;
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void Totals_OfTheWorstRecord_MoveByTheSensitivityItself()
    {
        // Four statistics at their ends: the bound is not only safe but tight.
        var plan = QueryPlans.Of(QueryPlans.All, QueryPlans.Women, QueryPlans.Age, QueryPlans.Change);
        var scale = QueryScale.Of(plan);

        var totals = Totals(plan, [[null, "f", "1000", "-17"]]);

        Assert.Equal<long>([scale.Unit, scale.Unit, scale.Unit, -scale.Unit], totals);
        Assert.Equal(2 * scale.Unit, scale.Noise!.SensitivityUnits);
    }

    [Fact]
    public void Totals_OfRecords_AreWhatTheyHold()
    {
        var totals = Totals(QueryPlans.Plan, [
            //   all   sex    age    change  ages   blood  ill
            [null, "f", "30", "0.35", "30", "A", "yes"],
            [null, " m ", "120", "-3", "120", "AB", "no"],
            [null, "F", "-5", "0.7", "-5", "a", "maybe"],
            [null, "f", "not told", null, "20", null, " yes "]]);

        var unit = QueryScale.Of(QueryPlans.Plan).Unit;
        var (sums, counts) = ((long[])[totals[2], totals[3]], totals.RemoveRange(2, 2));
        Assert.Equal([30.0 + 120 + 0, 0.35 - 3 + 0.7], sums.Zip([120.0, 3.0], (units, bound) => units * bound / unit), (a, b) => Math.Abs(a - b) < 1e-6);
        //            all women  <20 <40 <=120  0  A  B  AB  no yes
        Assert.Equal([4, 2, 0, 2, 1, 0, 1, 0, 1, 1, 2], counts.Select(count => count / unit));
        Assert.All(counts, count => Assert.Equal(0, count % unit));
    }

    [Fact]
    public void Skipped_Records_AreCountedForTheHouse()
    {
        var tally = new QueryTally(QueryPlans.Of(QueryPlans.All, QueryPlans.Women, QueryPlans.Age, QueryPlans.Ages));
        tally.Add([null, null, "", "500"]);
        tally.Add([null, "f", "40", "40"]);

        Assert.Equal(2, tally.Records);
        Assert.Equal<long>([0, 0, 1, 1], tally.Skipped);
    }

    [Fact]
    public void Upload_MoreRecordsThanAgreed_IsRefused()
    {
        var plan = QueryPlans.Of(QueryPlans.All);
        var tally = new QueryTally(plan with { Privacy = plan.Privacy with { PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("ann", 2).Add("bob", 9) } });
        for (var i = 0; i < 3; i++)
            tally.Add([null]);

        Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(() => tally.Upload(QueryPlans.Ann)).Code);
        Assert.Equal(3, tally.Upload(QueryPlans.Bob).Length);
    }

    [Fact]
    public void SumOfAllPartners_OfNeighbouringData_DiffersByExactlyWhatTheRecordAdds() =>
        Prop.ForAll(Record(QueryPlans.Plan).ListOf(10).ToArbitrary(), Record(QueryPlans.Plan).ListOf(10).ToArbitrary(), Record(QueryPlans.Plan).ToArbitrary(), (anns, bobs, record) =>
        {
            // All the way: counted, split into digits, read back as float32, folded, put together.
            var bob = Upload(bobs);
            var without = QueryAnswer.Totals(QueryPlans.Plan, QueryPlans.Sum(QueryPlans.Plan, Upload(anns), bob).Sums.Span);
            var with = QueryAnswer.Totals(QueryPlans.Plan, QueryPlans.Sum(QueryPlans.Plan, bob, Upload([.. anns, record])).Sums.Span);
            return with.Zip(without, (a, b) => a - b).SequenceEqual(Totals(QueryPlans.Plan, [record]));
        }).QuickCheckThrowOnFailure();

    private static float[] Upload(IEnumerable<string?[]> records)
    {
        var tally = new QueryTally(QueryPlans.Plan);
        foreach (var record in records)
            tally.Add(record);
        return QueryPlans.Staged(QueryPlans.Plan, tally.Upload(QueryPlans.Ann)).Values.ToArray();
    }

    private static ImmutableArray<long> Totals(RunPlan plan, IEnumerable<string?[]> records)
    {
        var tally = new QueryTally(plan);
        foreach (var record in records)
            tally.Add(record);
        return tally.Totals;
    }
}
