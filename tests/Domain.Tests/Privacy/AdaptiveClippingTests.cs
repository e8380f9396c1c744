using System.Text;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Strategies;

namespace Federated.Domain.Tests.Privacy;

public sealed class AdaptiveClippingTests
{
    private static readonly RunPlan Plan = PrivatePlans.PartnerCentral with
    {
        Privacy = PrivatePlans.PartnerCentral.Privacy with { AdaptiveClip = new() { CountDeviation = 2 } },
    };

    [Fact]
    public void Of_EveryClipNorm_SharesOneGridAndCostsTheRoundsMultiplier()
    {
        RunPlanRules.Check(Plan);
        var first = AggregationPlan.Of(Plan);
        foreach (var clip in (double[])[1.0 / 32, 0.3, 1, 7, 32])
        {
            var round = AggregationPlan.Of(Plan, new(clip, 1));

            Assert.Equal(first.Format, round.Format);
            Assert.Equal(clip, round.Clip!.Clip);
            Assert.True(round.Noise!.SigmaUnits >= 1L << 30, $"sigma {round.Noise.SigmaUnits} is too coarse for continuous accounting");
            // 1905.03871, theorem 1: sum and count together have the noise multiplier z = 1, and not less noise than that.
            var count = AdaptiveClip.CountSigmaUnits(2);
            var sum = (double)round.Noise.SensitivityUnits / round.Noise.SigmaUnits;
            var unit = Math.ScaleB(1, AdaptiveClip.CountFractionalBits) / count;
            Assert.InRange((sum * sum) + (unit * unit), 1 - 1e-6, 1);
        }
    }

    [Fact]
    public void Schedule_AdaptiveClip_CostsWhatAFixedOneCosts()
    {
        var adaptive = PrivacySchedule.Report(Plan, Plan.Rounds)!;
        var plain = PrivacySchedule.Report(PrivatePlans.PartnerCentral, Plan.Rounds)!;
        Assert.Equal(plain.RdpEpsilon, adaptive.RdpEpsilon, 1e-9);
        Assert.InRange(adaptive.Epsilon, plain.Epsilon, plain.Epsilon + 1e-9);
    }

    [Fact]
    public void Terms_AfterARound_AreWhatTheServerStateKept()
    {
        Assert.Equal(RoundTerms.Of(Plan), AdaptiveClipping.Terms(Plan, null));
        var next = AdaptiveClipping.Initial(Plan)!.After(-40);
        var stored = Reader(new(3, new Dictionary<string, double[]> { ["velocity"] = [1, 2], [AdaptiveClipping.StoredName] = [next.Clip] }));

        Assert.Equal(new RoundTerms(next.Clip, 1), AdaptiveClipping.Terms(Plan, stored));
        Assert.Equal(Math.Exp(0.1), next.Clip, 1e-12);
        Assert.Equal(RoundTerms.Of(PrivatePlans.PartnerCentral), AdaptiveClipping.Terms(PrivatePlans.PartnerCentral, stored));
        Assert.Equal(ErrorCodes.StorageCorrupt, Assert.Throws<FederatedException>(() => AdaptiveClipping.Terms(Plan, Reader(ServerState.Empty))).Code);
    }

    [Fact]
    public void Stated_MechanismOfARound_GivesItsTermsBack()
    {
        var terms = new RoundTerms(0.1 + 0.2, 1);
        Assert.Equal(terms, AdaptiveClipping.Stated(Plan, AggregationPlan.Of(Plan, terms).Mechanism));
        Assert.Equal(RoundTerms.Of(PrivatePlans.PartnerCentral), AdaptiveClipping.Stated(PrivatePlans.PartnerCentral, "anything"));
        Assert.Null(AdaptiveClipping.Stated(Plan, AggregationPlan.Of(PrivatePlans.PartnerCentral).Mechanism));
        Assert.Null(AdaptiveClipping.Stated(Plan, "x; clip norm 33, count sigma 1"));
        Assert.Null(AdaptiveClipping.Stated(Plan, "x; clip norm nothing, count sigma 1"));
    }

    [Fact]
    public void Check_WhatCannotHold_IsRefusedWithTheReason()
    {
        AdaptiveClipPlan Adaptive() => Plan.Privacy.AdaptiveClip!;
        foreach (var (adaptive, wanted) in new[]
        {
            (Adaptive() with { CountDeviation = 0.5 }, "above half of privacy.noiseMultiplier"),
            (Adaptive() with { CountDeviation = double.NaN }, "countDeviation above 0"),
            (Adaptive() with { Quantile = 1.5 }, "quantile from 0 to 1"),
            (Adaptive() with { LearningRate = 0 }, "learningRate above 0"),
            (Adaptive() with { SmallestClip = 2 }, "smallestClip <= privacy.clipNorm"),
            (Adaptive() with { LargestClip = 100 }, "1,024 smallestClip"),
        })
        {
            var refusal = Assert.Throws<FederatedException>(() => RunPlanRules.Check(Plan with { Privacy = Plan.Privacy with { AdaptiveClip = adaptive } }));
            Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
            Assert.Contains(wanted, refusal.Message, StringComparison.Ordinal);
        }

        foreach (var other in (RunPlan[])[PrivatePlans.RecordCentral, PrivatePlans.RecordLocal])
        {
            Assert.Contains("privacy.adaptiveClip must be absent", Assert.Throws<FederatedException>(
                () => RunPlanRules.Check(other with { Privacy = other.Privacy with { AdaptiveClip = new() } })).Message, StringComparison.Ordinal);
        }

        // The paper's default noise, m / 20, is too little for a cohort of ten: the count alone would cost more than z = 1.
        var ten = Plan with { Cohort = new() { Size = 10, Quorum = 5 }, Privacy = Plan.Privacy with { AdaptiveClip = new() } };
        Assert.Contains("with few partners raise it, or fix the clip norm", Assert.Throws<FederatedException>(() => RunPlanRules.Check(ten)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Canonical_PlanWithAFixedClip_IsWrittenAsBefore()
    {
        Assert.DoesNotContain("adaptive", Encoding.UTF8.GetString(RunPlanFile.Canonical(PrivatePlans.PartnerCentral)), StringComparison.OrdinalIgnoreCase);
        var text = Encoding.UTF8.GetString(RunPlanFile.Canonical(Plan));
        Assert.Contains("\"adaptiveClip\":{\"countDeviation\":2,\"learningRate\":0.2,\"quantile\":0.5}", text, StringComparison.Ordinal);
        Assert.Equal(Plan, RunPlanFile.Parse(text));
    }

    [Fact]
    public void Votes_OfPartials_AddUpAndSurviveTheBytes()
    {
        var format = AggregationPlan.Of(Plan).Format;
        ExactAccumulator one = new(2, format), two = new(2, format);
        one.Fold([1, 2], FixedPointFormat.WeightOne, 1);
        one.Fold([1, 2], FixedPointFormat.WeightOne, 1);
        two.Fold([3, 4], FixedPointFormat.WeightOne, -1);
        var sum = PartialSum.Combine([one.ToPartial(), PartialSum.FromBytes(two.ToPartial().ToBytes())]);
        Assert.Equal((3, 1), (sum.Count, sum.Votes));
        Assert.NotEqual(sum.Commitment(new byte[16]), new PartialSum(sum.FractionalBits, sum.WeightUnits, 3, sum.Sums.Span, -1).Commitment(new byte[16]));
        Assert.Throws<ArgumentException>(() => new PartialSum(30, 1, 1, [0], 2));
        Assert.Throws<ArgumentException>(() => one.Fold([1, 2], FixedPointFormat.WeightOne, 2));
    }

    private static ServerStateReader Reader(ServerState state) => new(new ByteArray(state.ToBytes()));
}
