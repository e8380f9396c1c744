using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Tests.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Privacy;

/// <summary>A clip norm that follows a quantile, in a run whose noise may be tuned while its filter admits rounds.</summary>
public sealed class AdaptiveClipFilterTests
{
    private static readonly RunPlan Plan = With(countDeviation: 5);

    /// <summary>
    /// Two Gaussian releases of one unit, with sensitivities D and deviations s, have together the divergence of one with multiplier
    /// (sum of D^2 / s^2)^(-1/2): on the grid, at every clip norm and every noise that the run may come to, that is at least what it is charged by.
    /// </summary>
    [Fact]
    public void Round_SumAndCountTogether_CostNoMoreThanTheReservationCharges() => Prop.ForAll(Rounds.ToArbitrary(), round =>
    {
        var noise = RoundTermsRule.Millionths(Plan, round.Millionths / 1e6);
        var aggregation = AggregationPlan.Of(Plan, new RoundTerms(round.Clip, RoundTerms.Multiplier(noise)));
        var count = Math.ScaleB(1, AdaptiveClip.CountFractionalBits) / AdaptiveClip.CountSigmaUnits(aggregation.Clip!.CountDeviation);
        var sum = (double)aggregation.Noise!.SensitivityUnits / aggregation.Noise.SigmaUnits;
        var charged = Assert.IsType<GaussianEvent>(Assert.Single(PrivacySchedule.Events(Plan, [noise])).Event).NoiseMultiplier;
        // Six roundings to double on the way.
        return (sum * sum) + (count * count) <= 1 / (charged * charged) * (1 + 1e-14);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stated_OfAnyRound_GivesTheClipNormAndTheReservationTheNoise() => Prop.ForAll(Rounds.ToArbitrary(), round =>
    {
        var terms = new RoundTerms(round.Clip, RoundTerms.Multiplier(RoundTermsRule.Millionths(Plan, round.Millionths / 1e6)));
        var mechanism = AggregationPlan.Of(Plan, terms).Mechanism;
        var stated = AdaptiveClipping.Stated(Plan, mechanism)! with { NoiseMultiplier = terms.NoiseMultiplier };
        return stated == terms && AggregationPlan.Of(Plan, stated).Mechanism == mechanism;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Filter_OfTheRun_IsThatOfTheSameRunWithAFixedClipNorm()
    {
        var fixedClip = Plan with { Privacy = Plan.Privacy with { AdaptiveClip = null } };
        long[] reserved = [1_000_000, 1_000_000, 2_000_000];

        Assert.Equal(RunFilter.After(fixedClip, reserved).Reading, RunFilter.After(Plan, reserved).Reading);
    }

    [Fact]
    public void Millionths_NoiseThatTheCountAloneWouldUseUp_IsRefused()
    {
        var plan = With(countDeviation: 0.6);
        Assert.Equal(1_100_000, RoundTermsRule.Millionths(plan, 1.1));
        Refusal.Of(ErrorCodes.PlanInvalid, () => RoundTermsRule.Millionths(plan, 1.2));
    }

    [Fact]
    public void Millionths_NoiseThatFitsTheGridAtTheFirstClipNormAndNotAtTheLargest_IsRefusedBeforeItIsReserved()
    {
        // Just below 2 sigma_b nearly all of the round's cost is the count's, and the sum's noise grows without bound.
        var plan = With(countDeviation: 0.6) with { Cohort = new() { Size = 40, Quorum = 30 } };
        plan = plan with { Privacy = plan.Privacy with { AdaptiveClip = plan.Privacy.AdaptiveClip! with { SmallestClip = 1, LargestClip = 1024 } } };
        const double Noise = 1.199999;
        _ = AggregationPlan.Of(plan, RoundTerms.Of(plan) with { NoiseMultiplier = Noise });

        Refusal.Of(ErrorCodes.AggregationOverflow, () => RoundTermsRule.Millionths(plan, Noise));
    }

    private static Gen<(long Millionths, double Clip)> Rounds { get; } =
        from millionths in Gen.Choose(125_000, 8_000_000)
        from clip in Gen.Choose(-500, 500)
        select ((long)millionths, Math.Pow(32, clip / 500.0));

    private static RunPlan With(double countDeviation)
    {
        var plan = PrivatePlans.Adaptive(50, PrivacyPlan.PartnerCentral);
        return plan with { Privacy = plan.Privacy with { AdaptiveClip = new() { CountDeviation = countDeviation } } };
    }
}
