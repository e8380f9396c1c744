using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Tests.Models;
using Federated.Domain.Tests.Privacy;

namespace Federated.Domain.Tests.Aggregation.Robust;

public sealed class RobustSpecificationTests
{
    public static TheoryData<RobustSpecification> Good =>
    [
        new("median"), new("trimmed-mean", Trim: 0.1), new("krum", Byzantine: 1), new("multi-krum", Byzantine: 1, Select: 3), new("geometric-median"),
        new("norm-filter", Factor: 2), new("norm-clip", Factor: 1),
    ];

    public static TheoryData<RobustSpecification> Bad =>
    [
        new("mean"), new(null!), new("median", Trim: 0.1), new("median", Byzantine: 1), new("trimmed-mean"), new("trimmed-mean", Trim: 0),
        new("trimmed-mean", Trim: 0.5), new("trimmed-mean", Trim: double.NaN), new("krum"), new("krum", Byzantine: -1), new("krum", Byzantine: 1, Select: 2),
        new("multi-krum", Byzantine: 1), new("multi-krum", Byzantine: 1, Select: 1), new("geometric-median", Factor: 2), new("norm-filter"),
        new("norm-clip", Factor: 0.5), new("norm-clip", Factor: double.PositiveInfinity),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void Create_GoodSpecification_GivesThatRule(RobustSpecification specification) =>
        Assert.Equal(specification.Rule, specification.Create().Name);

    [Theory]
    [MemberData(nameof(Bad))]
    public void Create_BadSpecification_IsRefused(RobustSpecification specification) => Refusal.Of(ErrorCodes.PlanInvalid, specification.Create);

    [Fact]
    public void Plan_QuorumBelowWhatTheRuleNeeds_IsRefused()
    {
        var plan = PrivatePlans.PartnerCentral with
        {
            Privacy = new() { Mode = PrivacyPlan.None },
            Aggregation = new() { Rule = "krum", Byzantine = 2 },
            Cohort = new() { Size = 10, Quorum = 7 },
        };
        RunPlanRules.Check(plan);

        var refusal = Assert.Throws<FederatedException>(() => RunPlanRules.Check(plan with { Cohort = new() { Size = 10, Quorum = 6 } }));

        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
        Assert.Contains("cohort.quorum is 6; wanted at least 7", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_WithoutARule_KeepsItsCanonicalForm() =>
        Assert.DoesNotContain("aggregation", System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(PrivatePlans.PartnerCentral)), StringComparison.Ordinal);
}
