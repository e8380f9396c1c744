using Federated.Domain.Plans;

namespace Federated.EndToEnd;

/// <summary>Small plans: real rounds in milliseconds.</summary>
public static class Plans
{
    public static RunPlan Tiny(int cohort, int rounds = 1, int deadlineSeconds = 60, int? quorum = null) => new()
    {
        Name = "tiny",
        Model = new() { Kind = "logistic", Inputs = 4, Outputs = 2, Seed = 11 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = cohort, Quorum = quorum ?? cohort },
        Rounds = rounds,
        RoundDeadlineSeconds = deadlineSeconds,
        GraceSeconds = 60,
        CoordinateBound = 100,
        MaxExamples = 1000,
    };
}
