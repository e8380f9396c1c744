using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Queries;

namespace Federated.Domain.Tests.Queries;

public sealed class QueryAnswerTests
{
    private static readonly string?[][] Anns = [[null, "f", "30", "0.1", "30", "A", "yes"], [null, "m", "60", "-1", "60", "B", "no"]];
    private static readonly string?[][] Bobs = [[null, "f", "90", "-9", "90", "0", "yes"]];

    [Fact]
    public void Release_WithoutNoise_IsTheExactTruthInItsOwnUnits()
    {
        var plan = QueryPlans.Unnoised(QueryPlans.Plan);

        var answer = QueryAnswer.Read(plan, Release(plan, key: 1));

        Assert.Equal(2, answer.Partners);
        Assert.Equal([3, 2, 180, 0.1 - 1 - 3, 0, 1, 2, 1, 1, 1, 0, 1, 2], answer.Figures.Select(figure => figure.Value), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.All(answer.Figures, figure => Assert.Equal(0, figure.Margin));
    }

    [Fact]
    public void Release_WithNoise_IsTheTruthAndTheSamplersNoiseAndNothingElse()
    {
        var plan = QueryPlans.Plan;
        var scale = QueryScale.Of(plan);
        var noise = new long[QueryBins.Dimension(plan)];
        using (var stream = new AesCtrStream(Key(7)))
            scale.Noise!.Distribution().Fill(noise, stream);
        var totals = new QueryTally(plan);
        foreach (var record in Anns.Concat(Bobs))
            totals.Add(record);
        var bounds = plan.Query!.Statistics.SelectMany(s => Enumerable.Repeat(s.Bound, QueryBins.Count(s, plan.Data.Classes)));

        var answer = QueryAnswer.Read(plan, Release(plan, key: 7));

        Assert.Equal(
            totals.Totals.Zip(noise, (total, n) => total + n).Zip(bounds, (units, bound) => Math.ScaleB(units, -scale.Format.FractionalBits) * bound),
            answer.Figures.Select(figure => figure.Value));
        Assert.Equal(scale.Deviation * 120, answer.Figures[2].Deviation, 1e-9);
    }

    [Fact]
    public void Release_ThousandTimes_HasTheErrorThatItSays()
    {
        // Mean square of 13,000 standardised errors: within 6 standard errors, sqrt(2/13000), of 1; fails by chance once in 5e8.
        var plan = QueryPlans.Plan;
        var truth = QueryAnswer.Read(QueryPlans.Unnoised(plan), Release(QueryPlans.Unnoised(plan), key: 0)).Figures;
        var squares = 0.0;
        var outside = 0;
        for (var key = 0; key < 1000; key++)
        {
            var figures = QueryAnswer.Read(plan, Release(plan, key)).Figures;
            for (var i = 0; i < figures.Length; i++)
            {
                squares += Math.Pow((figures[i].Value - truth[i].Value) / figures[i].Deviation, 2);
                outside += Math.Abs(figures[i].Value - truth[i].Value) > figures[i].Margin ? 1 : 0;
            }
        }

        Assert.InRange(squares / 13_000, 1 - (6 * Math.Sqrt(2.0 / 13_000)), 1 + (6 * Math.Sqrt(2.0 / 13_000)));
        Assert.InRange(outside / 13_000.0, 0.05 - (6 * Math.Sqrt(0.05 * 0.95 / 13_000)), 0.05 + (6 * Math.Sqrt(0.05 * 0.95 / 13_000)));
    }

    [Fact]
    public void Release_OfNoUpload_IsNoiseAlone()
    {
        var nothing = Domain.Privacy.AggregationPlan.Of(QueryPlans.Plan).Nothing(QueryPlans.Plan.UploadLayout.ParameterCount);
        using var stream = new AesCtrStream(Key(3));

        var answer = QueryAnswer.Read(QueryPlans.Plan, QueryAnswer.Release(QueryPlans.Plan, nothing, stream));

        Assert.Equal(0, answer.Partners);
        Assert.All(answer.Figures, figure => Assert.InRange(Math.Abs(figure.Value), 0, 8 * figure.Deviation));
    }

    [Fact]
    public void Release_File_IsSafetensorsThatAnyToolReads()
    {
        var file = Release(QueryPlans.Plan, key: 5);

        var tensors = ModelFile.Read(file, QueryPlans.Plan.Layout);

        Assert.Equal(QueryAnswer.Read(QueryPlans.Plan, file).Figures.Select(figure => (float)figure.Value), tensors);
    }

    [Fact]
    public void Read_OfSomethingElse_IsRefused()
    {
        var plan = QueryPlans.Plan;
        var initial = ModelFile.Write(plan.Layout, new float[plan.Layout.ParameterCount]);
        Assert.Equal(ErrorCodes.ModelMalformed, Assert.Throws<FederatedException>(() => QueryAnswer.Read(plan, initial)).Code);
        var file = Release(plan, key: 5);
        file[^1] ^= 1;
        Assert.Equal(ErrorCodes.ModelMalformed, Assert.Throws<FederatedException>(() => QueryAnswer.Read(plan, file)).Code);
    }

    private static byte[] Release(RunPlan plan, int key)
    {
        using var stream = new AesCtrStream(Key(key));
        return QueryAnswer.Release(plan, QueryPlans.Sum(plan, Upload(plan, Anns), Upload(plan, Bobs)), stream);
    }

    private static float[] Upload(RunPlan plan, string?[][] records)
    {
        var tally = new QueryTally(plan);
        foreach (var record in records)
            tally.Add(record);
        return tally.Upload(QueryPlans.Ann);
    }

    private static byte[] Key(int number) => [.. BitConverter.GetBytes(number), .. new byte[28]];
}
