using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Metrics;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Queries;

namespace Federated.Domain.Tests.Queries;

/// <summary>Evaluations of a classifier of three classes over three partners, and their examples.</summary>
internal static class EvaluationPlans
{
    /// <summary>An example: outputs, class, and the fields of the subgroups.</summary>
    public sealed record Example(float[] Outputs, int Label, string? Sex, string? Age);

    public static EvaluationPlan Evaluation { get; } = new()
    {
        Metrics = [EvaluationPlan.Accuracy, EvaluationPlan.Confusion, EvaluationPlan.Loss, EvaluationPlan.Auc],
        LossMaximum = 8,
        ScoreBins = 32,
        Subgroups = [new() { Column = "sex", Values = ["f", "m"] }, new() { Column = "age", Name = "years", Edges = [0, 40, 120] }],
    };

    public static ImmutableArray<PartnerName> Partners { get; } = [.. new[] { "ann", "bob", "cia" }.Select(PartnerName.Parse)];

    public static RunPlan Plan { get; } = Of(Evaluation);

    public static RunPlan Exact { get; } = QueryPlans.Unnoised(Plan);

    public static RunPlan Of(EvaluationPlan evaluation) => new()
    {
        Name = "evaluation",
        Model = new() { Kind = "logistic", Inputs = 4, Outputs = 3, Initial = ContentHash.Of("model"u8) },
        Query = new() { Evaluation = evaluation },
        Data = new() { Classes = ["low", "middle", "high"] },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, NoiseMultiplier = 2,
            PartnerExamples = Partners.ToImmutableSortedDictionary(p => p.ToString(), _ => 500L, StringComparer.Ordinal),
        },
        Cohort = new() { Size = 3, Quorum = 3 },
        Rounds = 1,
    };

    public static EvaluationTally Tally(RunPlan plan, IEnumerable<Example> examples)
    {
        var tally = new EvaluationTally(plan);
        foreach (var example in examples)
        {
            tally.Place([example.Sex, example.Age]);
            tally.AddClass(example.Outputs, example.Label);
        }

        return tally;
    }

    public static MetricReport Central(IEnumerable<Example> examples)
    {
        var tally = new MetricTally(classes: 3);
        foreach (var example in examples)
            tally.AddClass(example.Outputs, example.Label);
        return tally.Report();
    }

    /// <summary>What comes out when every partner uploads and the coordinator releases.</summary>
    public static EvaluationReport Released(RunPlan plan, int key, params ReadOnlySpan<EvaluationTally> partners)
    {
        var uploads = new float[partners.Length][];
        for (var i = 0; i < uploads.Length; i++)
            uploads[i] = QueryPlans.Staged(plan, partners[i].Upload(Partners[i])).Values.ToArray();
        using var stream = new AesCtrStream([.. BitConverter.GetBytes(key), .. new byte[28]]);
        return EvaluationReport.Of(plan, QueryAnswer.Read(plan, QueryAnswer.Release(plan, QueryPlans.Sum(plan, uploads), stream)));
    }

    /// <summary>Random examples of a model that is right more often than not.</summary>
    public static Example[] Random(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var label = random.NextInt(3);
            float[] outputs = [.. Enumerable.Range(0, 3).Select(k => (float)((random.NextDouble() * 4) - 2 + (k == label ? 1 : 0)))];
            return new Example(outputs, label, random.NextInt(3) switch { 0 => "f", 1 => "m", _ => null }, random.NextInt(100).ToString(System.Globalization.CultureInfo.InvariantCulture));
        })];
    }
}
