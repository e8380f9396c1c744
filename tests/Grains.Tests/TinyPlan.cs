using Federated.Domain.Plans;

namespace Federated.Grains.Tests;

public static class TinyPlan
{
    public static RunPlan Of(int cohort, int rounds = 1, int? quorum = null, int deadlineSeconds = 60) => new()
    {
        Name = "tiny",
        Model = new() { Kind = "logistic", Inputs = 3, Outputs = 2 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = cohort, Quorum = quorum ?? cohort },
        Rounds = rounds,
        RoundDeadlineSeconds = deadlineSeconds,
        GraceSeconds = 30,
        CoordinateBound = 100,
    };
}
