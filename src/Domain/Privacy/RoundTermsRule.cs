using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Domain.Privacy;

/// <summary>Which terms a round of a plan may have. The coordinator keeps to it when it tunes; a node checks it before it trains.</summary>
public static class RoundTermsRule
{
    /// <summary>
    /// How far a round's noise multiplier may be from the plan's, as a factor. The grid is fixed for the run at a standard deviation of
    /// 2^30 to 2^31 units of the plan's noise; this keeps every round within 2^27 to 2^34, where sampler and accounting hold.
    /// </summary>
    public const int Span = 8;

    private const double Least = 0.1;
    private const double Most = 1e6;

    /// <summary>Checks the terms of a round: those of the plan, unless it lets them adapt.</summary>
    /// <exception cref="FederatedException">FED-1001 says what they are and what the plan allows.</exception>
    public static void Check(RunPlan plan, RoundTerms terms)
    {
        if (AdaptiveClipping.Initial(plan) is { } clip)
        {
            if (!(terms.ClipNorm >= clip.SmallestClip && terms.ClipNorm <= clip.LargestClip))
                throw Refused($"Got a round with clip norm {terms.ClipNorm}, wanted {clip.SmallestClip} to {clip.LargestClip}, within which the plan lets it adapt.");
        }
        else if (terms.ClipNorm != plan.Privacy.ClipNorm)
            throw Refused($"Got a round with clip norm {terms.ClipNorm}, wanted the plan's {plan.Privacy.ClipNorm}.");
        if (PrivacySchedule.IsAdaptive(plan))
            _ = Millionths(plan, terms.NoiseMultiplier ?? 0);
        else if (terms.NoiseMultiplier != plan.Privacy.NoiseMultiplier)
            throw Refused($"Got a round with noise multiplier {terms.NoiseMultiplier}, wanted the plan's {plan.Privacy.NoiseMultiplier}: it declares no privacy.filter.");
    }

    /// <summary>The multiplier of a round of an adaptive run in millionths.</summary>
    /// <exception cref="FederatedException">FED-1001: it is out of range or no whole number of millionths; FED-1004: the noised sum would not fit.</exception>
    public static long Millionths(RunPlan plan, double noiseMultiplier)
    {
        var first = plan.Privacy.NoiseMultiplier!.Value;
        var (least, most) = (Math.Max(Least, first / Span), Math.Min(Most, first * Span));
        if (!(noiseMultiplier >= least && noiseMultiplier <= most))
            throw Refused($"Got a noise multiplier of {noiseMultiplier}, wanted {least} to {most}: an eighth to eight times the plan's {first}, on whose grid the run stays.");
        if (RoundTerms.Millionths(noiseMultiplier) is not { } millionths)
            throw Refused($"Got a noise multiplier of {noiseMultiplier:R}, wanted at most six decimals: the ledger charges it in millionths, exactly as it is used.");
        // The noise is sized by the clip norm, which may grow to its largest before the round comes.
        var terms = RoundTerms.Of(plan) with { NoiseMultiplier = noiseMultiplier };
        _ = AggregationPlan.Of(plan, AdaptiveClipping.Initial(plan) is { } clip ? terms with { ClipNorm = clip.LargestClip } : terms);
        return millionths;
    }

    private static FederatedException Refused(FormattableString message) => new(ErrorCodes.PlanInvalid, FormattableString.Invariant(message));
}
