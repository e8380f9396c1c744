using System.Globalization;
using Federated.Domain.Aggregation;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Strategies;

namespace Federated.Domain.Privacy;

/// <summary>
/// Adaptive clipping as a plan declares it: the state of a round, where it is kept, and how much noise is left for the sum.
/// The state is a function of noised counts, so it is as public as the model it is stored beside.
/// </summary>
public static class AdaptiveClipping
{
    /// <summary>The largest clip norm over the smallest: more, and one grid does not fit both.</summary>
    public const double LargestRange = 1024;

    /// <summary>The name under which the next round's clip norm is stored beside a strategy's moments.</summary>
    public const string StoredName = "privacy.clip";

    private const double DefaultRange = 32;

    /// <summary>The state before round 1; null when the plan's clip norm is fixed.</summary>
    public static AdaptiveClip? Initial(RunPlan plan) => plan.Privacy is { AdaptiveClip: { } adaptive, ClipNorm: { } clip }
        ? new()
        {
            Clip = clip,
            Quantile = adaptive.Quantile,
            LearningRate = adaptive.LearningRate,
            Members = plan.Cohort.Size,
            CountDeviation = CountDeviation(plan, adaptive),
            SmallestClip = adaptive.SmallestClip ?? clip / DefaultRange,
            LargestClip = adaptive.LargestClip ?? clip * DefaultRange,
        }
        : null;

    /// <summary>The state of a round with these terms; null when the plan's clip norm is fixed.</summary>
    public static AdaptiveClip? Of(RunPlan plan, RoundTerms terms) => Initial(plan) is { } initial ? initial with { Clip = terms.ClipNorm!.Value } : null;

    /// <summary>The terms of the round that follows a server state, the plan's own before the first.</summary>
    public static RoundTerms Terms(RunPlan plan, ServerStateReader? state)
    {
        var terms = RoundTerms.Of(plan);
        return plan.Privacy.AdaptiveClip is not null && state is not null ? terms with { ClipNorm = state.Single(StoredName) } : terms;
    }

    /// <summary>
    /// The terms that a sealed entry's mechanism text states, for an audit from the ledger alone; null when it states a clip norm
    /// that the plan does not allow, or none.
    /// </summary>
    public static RoundTerms? Stated(RunPlan plan, string mechanism)
    {
        if (Initial(plan) is not { } initial)
            return RoundTerms.Of(plan);
        var text = mechanism.Split("; clip norm ") is [_, var tail] ? tail.Split(',')[0] : string.Empty;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var clip) && clip >= initial.SmallestClip && clip <= initial.LargestClip
            ? RoundTerms.Of(plan) with { ClipNorm = clip }
            : null;
    }

    /// <summary>
    /// The multiplier of the noise on the sum: the round's own, or z_D of 1905.03871, theorem 1, where a noised count is released too.
    /// </summary>
    /// <exception cref="Errors.FederatedException">FED-1001: z is 2 sigma_b or more.</exception>
    public static double SumMultiplier(RunPlan plan, double noiseMultiplier) => plan.Privacy.AdaptiveClip is { } adaptive
        ? AdaptiveClip.SumMultiplier(noiseMultiplier, CountDeviation(plan, adaptive))
        : noiseMultiplier;

    /// <summary>
    /// One grid for all rounds of a run: that of the smallest clip norm, on which sigma is 2^30 units or more at every
    /// later one.
    /// </summary>
    internal static FixedPointFormat? Format(RunPlan plan) => Initial(plan) is { } state
        ? GridSensitivity.FormatFor(state.SmallestClip, SumMultiplier(plan, plan.Privacy.NoiseMultiplier!.Value))
        : null;

    private static double CountDeviation(RunPlan plan, AdaptiveClipPlan adaptive) =>
        adaptive.CountDeviation ?? AdaptiveClip.DefaultCountDeviation(plan.Cohort.Size);
}
