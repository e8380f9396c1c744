using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;

namespace Federated.Domain.Tests.Privacy;

public sealed class AdaptivePlanTests
{
    [Theory]
    [InlineData(PrivacyPlan.RecordCentral)]
    [InlineData(PrivacyPlan.RecordLocal)]
    [InlineData(PrivacyPlan.PartnerCentral)]
    public void Plan_WithAFilter_IsAllowedInEveryPrivateModeAndRoundTrips(string mode)
    {
        var plan = PrivatePlans.Adaptive(20, mode);
        RunPlanRules.Check(plan);

        var again = RunPlanFile.Parse(Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)));

        Assert.Equal(plan.Privacy.Filter, again.Privacy.Filter);
        Assert.Equal(RunPlanFile.Hash(plan), RunPlanFile.Hash(again));
    }

    [Fact]
    public void Canonical_OfAPlanWithoutAFilter_DoesNotMentionIt() =>
        Assert.DoesNotContain("filter", Encoding.UTF8.GetString(RunPlanFile.Canonical(PrivatePlans.RecordCentral)), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("""{"epsilon":0}""", "privacy.filter.epsilon")]
    [InlineData("""{"epsilon":1001}""", "privacy.filter.epsilon")]
    [InlineData("""{"epsilon":0.001}""", "large enough for one round")]
    [InlineData("""{"epsilon":3,"orders":[]}""", "privacy.filter.orders")]
    [InlineData("""{"epsilon":3,"orders":[1]}""", "privacy.filter.orders")]
    [InlineData("""{"epsilon":3,"orders":[4,4]}""", "privacy.filter.orders")]
    [InlineData("""{"epsilon":3,"orders":[1025]}""", "privacy.filter.orders")]
    public void Parse_FilterOutOfRange_IsRefused(string filter, string named)
    {
        var json = Encoding.UTF8.GetString(RunPlanFile.Canonical(PrivatePlans.Adaptive(3))).Replace("""{"epsilon":3}""", filter, StringComparison.Ordinal);
        Assert.Contains(filter, json, StringComparison.Ordinal);

        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(json));

        Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NoiseFinerThanMillionthsOrNoMode_IsRefused()
    {
        var plan = PrivatePlans.Adaptive(3);
        foreach (var bad in new[] { plan with { Privacy = plan.Privacy with { NoiseMultiplier = 1.7000001 } }, plan with { Privacy = new() { Mode = PrivacyPlan.None, Filter = new() { Epsilon = 3 } } } })
            Assert.Equal(ErrorCodes.PlanIncompatible, Assert.Throws<FederatedException>(() => RunPlanRules.Check(bad)).Code);
    }

    [Theory]
    [InlineData(1.7, true)]
    [InlineData(0.2125, true)]
    [InlineData(13.6, true)]
    [InlineData(0.2124, false)]
    [InlineData(13.600001, false)]
    [InlineData(1.0000001, false)]
    [InlineData(double.NaN, false)]
    public void Check_TermsOfARoundOfAnAdaptiveRun_StayOnTheGrid(double noise, bool allowed)
    {
        var plan = PrivatePlans.Adaptive(3);
        var terms = new RoundTerms(1, noise);
        if (!allowed)
        {
            Assert.Equal(ErrorCodes.PlanInvalid, Assert.Throws<FederatedException>(() => RoundTermsRule.Check(plan, terms)).Code);
            return;
        }

        RoundTermsRule.Check(plan, terms);
        var aggregation = AggregationPlan.Of(plan, terms);
        Assert.Equal(AggregationPlan.Of(plan).Format, aggregation.Format);
        Assert.InRange(aggregation.Noise!.SigmaUnits, 1L << 27, 1L << 34);
        Assert.True(aggregation.Noise.NoiseMultiplier >= RoundTerms.Multiplier(RoundTerms.Millionths(noise)!.Value));
    }

    [Fact]
    public void Check_TermsOfARunDeclaredInAdvance_AreThePlans()
    {
        RoundTermsRule.Check(PrivatePlans.RecordCentral, new(1, 1.7));
        foreach (var terms in new RoundTerms[] { new(1, 1.8), new(2, 1.7), new(1, null), new(null, 1.7) })
            Assert.Equal(ErrorCodes.PlanInvalid, Assert.Throws<FederatedException>(() => RoundTermsRule.Check(PrivatePlans.RecordCentral, terms)).Code);
    }
}
