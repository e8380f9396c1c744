using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Tests.Models;
using Federated.Domain.Tests.Privacy.Noise;
using static Federated.Domain.Tests.Privacy.Noise.NoiseCases;

namespace Federated.Domain.Tests.Privacy.Mechanisms;

public sealed class AdaptiveClipTests
{
    [Theory]
    [InlineData("adaptive_clip/geometric_target0")]
    [InlineData("adaptive_clip/arithmetic_target0")]
    public void After_ReferenceCases_Agree(string id)
    {
        var item = Read("adaptive_clip").Single(node => (string?)node["id"] == id);
        var parameters = item["params"]!;
        var norms = parameters["norms"]!.AsArray().Select(node => (double)node!).ToArray();
        var eta = parameters["eta"]!.ToString();
        var state = new AdaptiveClip
        {
            Clip = (double)parameters["C0"]!,
            Quantile = (double)parameters["gamma"]!,
            LearningRate = eta == "ln 2" ? Math.Log(2) : double.Parse(eta, CultureInfo.InvariantCulture),
            Rule = id.Contains("geometric", StringComparison.Ordinal) ? AdaptiveClipRule.Geometric : AdaptiveClipRule.Arithmetic,
            Members = norms.Length,
            CountDeviation = 1,
        };
        state.Validate();
        var sums = item["expected"]!["sums_signed"]?["values"]!.AsArray().Select(node => Number(node!)).ToArray();
        var round = 0;
        foreach (var expected in item["expected"]!["C"]!.AsArray())
        {
            if (sums is not null)
            {
                float[] up = [5], down = [-2.5f];
                Clipping.ClipInPlace(up, state.Clip);
                Clipping.ClipInPlace(down, state.Clip);
                Assert.Equal(sums[round], up[0] + down[0], 2e-6);
            }
            state = state.After(norms.Sum(state.Vote));
            Close(Number(expected!), state.Clip, 1e-6);
            round++;
        }
        Assert.Equal(5, round);
    }

    [Theory]
    [InlineData("adaptive_clip/split_z1.0_m100_sbNone")]
    [InlineData("adaptive_clip/split_z1.5_m1000_sbNone")]
    [InlineData("adaptive_clip/split_z0.3_m10_sbNone")]
    public void SumMultiplier_ReferenceCases_Agree(string id)
    {
        var item = Read("adaptive_clip").Single(node => (string?)node["id"] == id);
        var deviation = AdaptiveClip.DefaultCountDeviation((int)item["params"]!["clients"]!);
        Close(Number(item["expected"]!["sigma_b"]!), deviation, 1e-12);
        Close(Number(item["expected"]!["z_delta"]!), AdaptiveClip.SumMultiplier((double)item["params"]!["z"]!, deviation), 1e-12);
    }

    [Fact]
    public void SumMultiplier_FewMembers_IsRefusedWithWhatWouldDo()
    {
        var refusal = Refusal.Of(ErrorCodes.PlanInvalid, () => AdaptiveClip.SumMultiplier(1, AdaptiveClip.DefaultCountDeviation(10)));
        Assert.Contains("Raise the count's noise above 0.5 or fix the clip norm", refusal.Message, StringComparison.Ordinal);
        Refusal.Of(ErrorCodes.PlanInvalid, () => AdaptiveClip.SumMultiplier(0, 1));
        Refusal.Of(ErrorCodes.PlanInvalid, () => AdaptiveClip.SumMultiplier(1, double.NaN));
    }

    [Fact]
    public void After_WildCounts_StaysWithinTheLimits()
    {
        var state = new AdaptiveClip { Members = 10, CountDeviation = 5, SmallestClip = 0.05, LargestClip = 0.3 };
        Assert.Equal(0.1 * Math.Exp(-0.1), state.After(long.MaxValue).Clip, 1e-15); // The fraction is cut to 1,
        Assert.Equal(0.1 * Math.Exp(0.1), state.After(long.MinValue).Clip, 1e-15); // and to 0.
        Assert.Equal(0.1, state.After(0).Clip); // Nobody answered: half and half.
        for (var i = 0; i < 50; i++)
            state = state.After(-10);
        Assert.Equal(0.3, state.Clip);
        for (var i = 0; i < 50; i++)
            state = state.After(10);
        Assert.Equal(0.05, state.Clip);
        Assert.Equal(0.01, new AdaptiveClip { Members = 1, CountDeviation = 1, Rule = AdaptiveClipRule.Arithmetic, SmallestClip = 0.01, LearningRate = 9 }.After(1).Clip);
    }

    [Fact]
    public void Vote_NormsAtAndBesideC_CountAsThePaperSays()
    {
        var state = new AdaptiveClip { Clip = 1, Members = 10, CountDeviation = 5 };
        Assert.Equal([1, 1, -1, -1, -1], ((double[])[0, 1, Math.BitIncrement(1.0), double.PositiveInfinity, double.NaN]).Select(state.Vote));
    }

    [Fact]
    public void Rounds_NoisedCounts_FindTheMedian()
    {
        // 100 norms spread evenly over (0, 2]; sigma_b = 5. After 100 rounds C is near 1: a step moves it by 2 % at most, the noise by 1 %.
        var state = new AdaptiveClip { Members = 100, CountDeviation = 5 };
        Assert.Equal(10L << AdaptiveClip.CountFractionalBits, AdaptiveClip.CountSigmaUnits(state.CountDeviation));
        using var stream = TestStreams.Of("median");
        for (var round = 0; round < 100; round++)
            state = state.After(state.Noised(Enumerable.Range(1, 100).Sum(i => state.Vote(i / 50.0)), stream));
        Assert.InRange(state.Clip, 0.8, 1.25);
    }

    [Fact]
    public void Validate_BadNumber_IsRefused()
    {
        var good = new AdaptiveClip { Members = 10, CountDeviation = 1 };
        good.Validate();
        foreach (var bad in (AdaptiveClip[])[good with { Members = 0 }, good with { CountDeviation = 0 }, good with { Quantile = double.NaN }, good with { Quantile = 1.1 },
            good with { LearningRate = -1 }, good with { Clip = double.NaN }, good with { LargestClip = 0.01 }, good with { SmallestClip = 0 }])
            Refusal.Of(ErrorCodes.PlanInvalid, bad.Validate);
    }
}
