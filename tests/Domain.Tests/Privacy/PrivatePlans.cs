using System.Collections.Immutable;
using Federated.Domain.Plans;

namespace Federated.Domain.Tests.Privacy;

/// <summary>Small plans that every private mode admits.</summary>
internal static class PrivatePlans
{
    public static RunPlan RecordCentral { get; } = new()
    {
        Name = "private",
        Model = new() { Kind = "logistic", Inputs = 4, Outputs = 2 },
        Strategy = new() { Kind = "server-sgd", LearningRate = 4, Momentum = 0.9, Schedule = "linear" },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1.7, SamplingRate = 1.0 / 15, Projection = 0.15,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("ann", 30_000).Add("bob", 30_000),
        },
        Cohort = new() { Size = 2, Quorum = 2 },
        Rounds = 200,
    };

    /// <summary>Ten partners of the same size, as a robust rule over their sums wants them.</summary>
    public static RunPlan RecordCentralOfTen { get; } = RecordCentral with
    {
        Privacy = RecordCentral.Privacy with { PartnerExamples = Enumerable.Range(0, 10).ToImmutableSortedDictionary(i => $"p{i}", _ => 30_000L) },
        Cohort = new() { Size = 10, Quorum = 8 },
    };

    public static RunPlan RecordLocal { get; } = RecordCentral with
    {
        Strategy = new(),
        Training = new() { LocalEpochs = 1 },
        Privacy = RecordCentral.Privacy with { Mode = PrivacyPlan.RecordLocal, Projection = null, SamplingRate = 0.1 },
        Rounds = 5,
    };

    /// <summary>An adaptive run of up to 1,000 rounds.</summary>
    public static RunPlan Adaptive(double epsilon, string mode = PrivacyPlan.RecordCentral)
    {
        var plan = mode switch { PrivacyPlan.RecordLocal => RecordLocal, PrivacyPlan.PartnerCentral => PartnerCentral, _ => RecordCentral };
        return plan with { Rounds = 1000, Privacy = plan.Privacy with { Filter = new() { Epsilon = epsilon } } };
    }

    public static RunPlan PartnerCentral { get; } = RecordCentral with
    {
        Strategy = new(),
        Privacy = new() { Mode = PrivacyPlan.PartnerCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1 },
        Cohort = new() { Size = 40, Quorum = 30 },
        Rounds = 10,
    };
}
