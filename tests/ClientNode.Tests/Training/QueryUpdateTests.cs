using System.Collections.Immutable;
using System.IO.Compression;
using Federated.ClientNode.Ceilings;
using Federated.ClientNode.Node;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Training;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Tests.Training;

public sealed class QueryUpdateTests : IDisposable
{
    private const string Patients = "sex,age,ill,note\nf,30,yes,\"a, b\"\nm,130,no,\n f ,-4,maybe,x\nf,unknown,yes,\n";

    private static readonly RunPlan Plan = new()
    {
        Name = "query",
        Query = new()
        {
            Statistics =
            [
                new() { Kind = StatisticPlan.Count, Name = "patients" },
                new() { Kind = StatisticPlan.Count, Column = "sex", EqualTo = "f" },
                new() { Kind = StatisticPlan.Sum, Column = "age", Minimum = 0, Maximum = 120 },
                new() { Kind = StatisticPlan.Histogram, Name = "ages", Column = "age", Edges = [0, 20, 120] },
                new() { Kind = StatisticPlan.Histogram, Column = "sex", Values = ["f", "m"] },
                new() { Kind = StatisticPlan.Labels },
            ],
        },
        Data = new() { Label = "ill", Classes = ["no", "yes"] },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, NoiseMultiplier = 2,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(Samples.Partner.ToString(), 10),
        },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 1,
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Count_Csv_SendsTheExactTotalsAsDigits()
    {
        var trained = Trainer(Patients).Train(Assignment(Plan), ReadOnlyMemory<byte>.Empty, default);

        Assert.Equal(FixedPointFormat.WeightOne, trained.WeightUnits);
        // Ages 30, 130 and -4 add 30 + 120 + 0 to the sum, which cuts; only 30 falls into a bin, for bins do not cut.
        Assert.Equal([4, 3, 150.0 / 120, 0, 1, 3, 1, 1, 2], Totals(Plan, trained.File), (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.Equal(trained.File, Trainer(Patients).Train(Assignment(Plan), ReadOnlyMemory<byte>.Empty, default).File);
    }

    [Fact]
    public void Count_Csv_SaysInTheHouseWhatLeavesIt()
    {
        var summary = Trainer(Patients).Train(Assignment(Plan), ReadOnlyMemory<byte>.Empty, default).Summary;

        Assert.Contains("counted 4 records", summary, StringComparison.Ordinal);
        Assert.Contains("1 of them add nothing to sum.age", summary, StringComparison.Ordinal);
        Assert.Contains("9 totals of patients, count.sex.f, sum.age, ages, histogram.sex, labels, no record", summary, StringComparison.Ordinal);
        Assert.Contains("adds noise before anybody else", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_InModeNone_SaysThatNothingWillBeNoised()
    {
        var plan = Plan with { Privacy = new() { Mode = PrivacyPlan.None } };

        Assert.Contains("NO NOISE", Trainer(Patients).Train(Assignment(plan), ReadOnlyMemory<byte>.Empty, default).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gender,age,ill\nf,30,yes\n", "'sex' is missing")]
    [InlineData("sex,age\nf,30\n", "'ill' is missing")]
    public void Count_CsvWithoutAColumn_IsADataMismatch(string csv, string expected)
    {
        var refusal = Assert.Throws<FederatedException>(() => Trainer(csv).Train(Assignment(Plan), ReadOnlyMemory<byte>.Empty, default));

        Assert.Equal(ErrorCodes.DataMismatch, refusal.Code);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_LabelsOfACsvWithoutLabelColumn_IsADataMismatch() => Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(
        () => Trainer(Patients).Train(Assignment(Plan with { Data = Plan.Data with { Label = null } }), ReadOnlyMemory<byte>.Empty, default)).Code);

    [Fact]
    public void Count_LineWithTooFewFields_IsUnreadable() => Assert.Equal(ErrorCodes.DataUnreadable, Assert.Throws<FederatedException>(
        () => Trainer("sex,age,ill\nf,30\n").Train(Assignment(Plan), ReadOnlyMemory<byte>.Empty, default)).Code);

    [Fact]
    public void Count_NoRecord_SendsZerosLikeAnyOtherNode() =>
        Assert.All(Totals(Plan, Trainer("sex,age,ill\n").Train(Assignment(Plan), ReadOnlyMemory<byte>.Empty, default).File), total => Assert.Equal(0, total));

    [Fact]
    public void Count_MoreRecordsThanAgreed_IsADataMismatch()
    {
        var csv = "sex,age,ill\n" + string.Concat(Enumerable.Repeat("f,30,yes\n", 11));

        Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(
            () => Trainer(csv).Train(Assignment(Plan), ReadOnlyMemory<byte>.Empty, default)).Code);
    }

    [Fact]
    public void Count_Idx_CountsRecordsAndLabels()
    {
        var plan = Plan with
        {
            Query = new() { Statistics = [new() { Kind = StatisticPlan.Count }, new() { Kind = StatisticPlan.Labels }] },
            Data = new() { Classes = ["shirt", "coat", "bag"] },
        };
        var trained = IdxTrainer([0, 2, 2, 1, 9]).Train(Assignment(plan), ReadOnlyMemory<byte>.Empty, default);

        Assert.Equal([5.0, 1, 1, 2], Totals(plan, trained.File));
        Assert.Contains("1 of them add nothing to labels", trained.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_ColumnOfIdx_IsADataMismatch() => Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(
        () => IdxTrainer([1]).Train(Assignment(Plan), ReadOnlyMemory<byte>.Empty, default)).Code);

    [Fact]
    public void AssignmentCheck_OfAQuery_WantsTheLayoutOfItsUpload()
    {
        AssignmentCheck.Check(Assignment(Plan), Samples.Node.Ceilings);
        Assert.Equal(ErrorCodes.UpdateLayoutMismatch, Assert.Throws<FederatedException>(
            () => AssignmentCheck.Check(Assignment(Plan) with { Layout = Plan.Layout.Hash }, Samples.Node.Ceilings)).Code);
    }

    [Fact]
    public void CeilingCheck_OfAQuery_AllowsNoisedOnesUntilThePartnerSaysOtherwise()
    {
        var round = new RoundId(Samples.Run, 1);
        var open = Plan with { Privacy = new() { Mode = PrivacyPlan.None } };
        CeilingCheck.Check(new(), Plan, round);
        CeilingCheck.Check(new() { AllowedQueryModes = [PrivacyPlan.None] }, open, round);
        foreach (var (ceilings, plan) in new[] { (new PartnerCeilings(), open), (new PartnerCeilings { AllowedQueryModes = [] }, Plan) })
        {
            var refusal = Assert.Throws<FederatedException>(() => CeilingCheck.Check(ceilings, plan, round));
            Assert.Equal(ErrorCodes.CeilingExceeded, refusal.Code);
            Assert.Contains("ceilings.allowedQueryModes", refusal.Message, StringComparison.Ordinal);
        }
    }

    private static Assignment Assignment(RunPlan plan) =>
        new(Samples.Run, 1, plan, RunPlanFile.Hash(plan), ContentHash.Of("zeros"u8), plan.UploadLayout.Hash, 60, false, RoundTerms.Of(plan), null);

    /// <summary>An upload's totals in records, or in bounds of a sum.</summary>
    private static double[] Totals(RunPlan plan, byte[] file)
    {
        var limbs = Array.ConvertAll(ModelFile.Read(file, plan.UploadLayout), value => (long)value).AsSpan();
        var totals = new List<double>();
        foreach (var statistic in plan.Query!.Statistics)
        {
            var values = new long[QueryBins.Count(statistic, plan.Data.Classes)];
            Limbs.Join(limbs[..(Limbs.Count * values.Length)], values);
            limbs = limbs[(Limbs.Count * values.Length)..];
            totals.AddRange(values.Select(value => (double)value / QueryScale.Of(plan).Unit));
        }

        return [.. totals];
    }

    private PlanTrainer Trainer(string csv)
    {
        File.WriteAllText(_folder["data.csv"], csv);
        return Trainer(new PartnerData(new() { Csv = _folder["data.csv"] }));
    }

    private PlanTrainer IdxTrainer(byte[] labels)
    {
        using (var file = new GZipStream(File.Create(_folder["labels.gz"]), CompressionLevel.Fastest))
            file.Write([0, 0, 8, 1, 0, 0, 0, (byte)labels.Length, .. labels]);
        return Trainer(new PartnerData(new() { IdxImages = _folder["images"], IdxLabels = _folder["labels.gz"] }));
    }

    private PlanTrainer Trainer(PartnerData data) => new(data, Samples.Partner, NodeSecret.LoadOrCreate(_folder["sampling.secret"]), threads: 1);
}
