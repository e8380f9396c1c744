using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;

namespace Federated.Domain.Tests.Privacy;

public sealed class ModeRulesTests
{
    [Fact]
    public void Check_PlansOfEveryMode_AreAdmitted()
    {
        foreach (var plan in (RunPlan[])[PrivatePlans.RecordCentral, PrivatePlans.RecordLocal, PrivatePlans.PartnerCentral])
            RunPlanRules.Check(plan);
    }

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "fedavg in record-central", "strategy.kind" },
        { "local epochs in record-central", "training.localEpochs" },
        { "node-side momentum in record-central", "training.optimizer" },
        { "no sampling rate", "privacy.samplingRate" },
        { "no projection", "privacy.projection" },
        { "projection that eats the margin", "privacy.partnerExamples" },
        { "a cohort smaller than the agreement", "cohort.size" },
        { "no delta", "privacy.delta" },
        { "no clip norm", "privacy.clipNorm" },
        { "next to no noise", "privacy.noiseMultiplier" },
        { "sampled partners in partner-central", "privacy.samplingRate" },
        { "numbers in mode none", "privacy" },
        { "an unknown mode", "privacy.mode" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Check_OutsideTheTable_NamesTheMember(string what, string member)
    {
        var refusal = Assert.Throws<FederatedException>(() => ModeRules.Check(Plan(what)));

        Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
        Assert.Contains(member, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cohort.fraction")]
    [InlineData("cohort.overSelect")]
    [InlineData("cohort.selection")]
    [InlineData("cohort.openToNewPartners")]
    public void Check_SelectingPartnersWhereAllTakePart_NamesTheMember(string member)
    {
        foreach (var plan in (RunPlan[])[PrivatePlans.RecordCentral, PrivatePlans.PartnerCentral])
        {
            var refusal = Assert.Throws<FederatedException>(() => ModeRules.Check(Selecting(plan, member)));
            Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
            Assert.Contains(member, refusal.Message, StringComparison.Ordinal);
        }

        ModeRules.Check(Selecting(PrivatePlans.RecordLocal, member));
    }

    private static RunPlan Selecting(RunPlan plan, string member) => plan with
    {
        Cohort = member switch
        {
            "cohort.fraction" => plan.Cohort with { Fraction = 0.5 },
            "cohort.overSelect" => plan.Cohort with { OverSelect = 0.5 },
            "cohort.selection" => plan.Cohort with { Selection = CohortPlan.Fair },
            _ => plan.Cohort with { OpenToNewPartners = true },
        },
    };

    [Fact]
    public void Check_PartnerCentralWithFewPartners_SaysHowManyWouldBeNeeded()
    {
        var few = PrivatePlans.PartnerCentral with
        {
            Cohort = new() { Size = 5, Quorum = 5 },
            Model = new() { Kind = "mlp", Inputs = 784, Hidden = [128], Outputs = 10 },
        };

        var refusal = Assert.Throws<FederatedException>(() => ModeRules.Check(few));

        // rho = 5 / sqrt(101770) = 0.0157; 0.5 x sqrt(101770) = 159.5.
        Assert.Contains("0.0157", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("160 partners", refusal.Message, StringComparison.Ordinal);
        ModeRules.Check(few with { Privacy = few.Privacy with { AcceptUseless = true } });
    }

    private static RunPlan Plan(string what)
    {
        var central = PrivatePlans.RecordCentral;
        return what switch
        {
            "fedavg in record-central" => central with { Strategy = new() },
            "local epochs in record-central" => central with { Training = new() { LocalEpochs = 2 } },
            "node-side momentum in record-central" => central with { Training = new() { Momentum = 0.9 } },
            "no sampling rate" => central with { Privacy = central.Privacy with { SamplingRate = null } },
            "no projection" => central with { Privacy = central.Privacy with { Projection = null } },
            "projection that eats the margin" => central with
            {
                Privacy = central.Privacy with { PartnerExamples = central.Privacy.PartnerExamples!.SetItem("ann", 10_000_000) },
            },
            "a cohort smaller than the agreement" => central with { Cohort = new() { Size = 1, Quorum = 1 } },
            "no delta" => central with { Privacy = central.Privacy with { Delta = null } },
            "no clip norm" => central with { Privacy = central.Privacy with { ClipNorm = 0 } },
            "next to no noise" => central with { Privacy = central.Privacy with { NoiseMultiplier = 0.01 } },
            "sampled partners in partner-central" => PrivatePlans.PartnerCentral with { Privacy = PrivatePlans.PartnerCentral.Privacy with { SamplingRate = 0.5 } },
            "numbers in mode none" => central with { Privacy = central.Privacy with { Mode = PrivacyPlan.None } },
            _ => central with { Privacy = central.Privacy with { Mode = "differential" } },
        };
    }
}
