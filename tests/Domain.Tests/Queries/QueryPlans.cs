using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Domain.Tests.Queries;

/// <summary>A query of every kind of statistic over two partners.</summary>
internal static class QueryPlans
{
    public static StatisticPlan All { get; } = new() { Kind = StatisticPlan.Count, Name = "patients" };

    public static StatisticPlan Women { get; } = new() { Kind = StatisticPlan.Count, Column = "sex", EqualTo = "f" };

    public static StatisticPlan Age { get; } = new() { Kind = StatisticPlan.Sum, Column = "age", Minimum = 0, Maximum = 120 };

    public static StatisticPlan Change { get; } = new() { Kind = StatisticPlan.Sum, Column = "change", Minimum = -3, Maximum = 0.7 };

    public static StatisticPlan Ages { get; } = new() { Kind = StatisticPlan.Histogram, Name = "ages", Column = "age", Edges = [0, 20, 40, 120] };

    public static StatisticPlan Blood { get; } = new() { Kind = StatisticPlan.Histogram, Column = "blood", Values = ["0", "A", "B", "AB"] };

    public static StatisticPlan Labels { get; } = new() { Kind = StatisticPlan.Labels };

    public static PartnerName Ann { get; } = PartnerName.Parse("ann");

    public static PartnerName Bob { get; } = PartnerName.Parse("bob");

    public static RunPlan Plan { get; } = Of(All, Women, Age, Change, Ages, Blood, Labels);

    public static RunPlan Of(params ImmutableArray<StatisticPlan> statistics) => new()
    {
        Name = "query",
        Query = new() { Statistics = statistics },
        Data = new() { Label = "ill", Classes = ["no", "yes"] },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, NoiseMultiplier = 2,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("ann", 1000).Add("bob", 500),
        },
        Cohort = new() { Size = 2, Quorum = 2 },
        Rounds = 1,
    };

    public static RunPlan Unnoised(RunPlan plan) => plan with { Privacy = new() { Mode = PrivacyPlan.None } };

    public static StagedUpdate Staged(RunPlan plan, float[] limbs, long weight = FixedPointFormat.WeightOne)
    {
        var round = new RoundId(RunId.Parse("run-1"), 1);
        var layout = plan.UploadLayout;
        using var stage = new UpdateStage(new(round, layout, Limbs.Largest, FixedPointFormat.WeightOne));
        stage.Append(UpdateFile.Write(new(round.Run, round.Number, layout.Hash, UpdateFile.Float32Codec, weight), layout, limbs));
        return stage.Complete();
    }

    /// <summary>The exact sum of uploads, as intakes make it.</summary>
    public static PartialSum Sum(RunPlan plan, params ReadOnlySpan<float[]> uploads)
    {
        var sum = new ExactAccumulator(plan.UploadLayout.ParameterCount, AggregationPlan.Of(plan).Format);
        foreach (var upload in uploads)
            sum.Fold(upload, FixedPointFormat.WeightOne);
        return sum.ToPartial();
    }
}
