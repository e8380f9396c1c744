using System.Collections.Immutable;

namespace Federated.Domain.Plans;

/// <summary>
/// The privacy mode of a plan and all the numbers that its guarantee depends on. They are declared before the run and
/// do not depend on anything that the run puts out; only an adaptive run (<see cref="Filter"/>) may change its noise later.
/// </summary>
public sealed record PrivacyPlan
{
    /// <summary>No guarantee; recorded as such.</summary>
    public const string None = "none";

    /// <summary>Unit record; partners ship sums of per-example clipped gradients, the coordinator adds noise.</summary>
    public const string RecordCentral = "record-central";

    /// <summary>Unit record; every partner adds noise inside, before anything leaves it.</summary>
    public const string RecordLocal = "record-local";

    /// <summary>Unit partner; partners ship updates, the coordinator clips them and adds noise.</summary>
    public const string PartnerCentral = "partner-central";

    /// <summary>One of the modes above.</summary>
    public required string Mode { get; init; }

    /// <summary>The delta of the guarantee; needed in every mode but <c>none</c>.</summary>
    public double? Delta { get; init; }

    /// <summary>C: the L2 norm that an example's gradient, or a partner's update, is clipped to.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Lets the clip norm adapt from round to round; <c>partner-central</c> only.</summary>
    public AdaptiveClipPlan? AdaptiveClip { get; init; }

    /// <summary>z: standard deviation of the noise divided by the sensitivity.</summary>
    public double? NoiseMultiplier { get; init; }

    /// <summary>q: the probability with which a record is in a sample, independently of all others.</summary>
    public double? SamplingRate { get; init; }

    /// <summary>
    /// kappa: a partner's sum is projected onto the ball of radius kappa q N C, N being its agreed number of examples, so
    /// that one partner cannot drag the model. <c>record-central</c> only.
    /// </summary>
    public double? Projection { get; init; }

    /// <summary>
    /// N of every partner of the run, as agreed: the divisor q sum(N) and the projection radii follow from it, not from
    /// what a partner says during the run. <c>record-central</c> only.
    /// </summary>
    public ImmutableSortedDictionary<string, long>? PartnerExamples { get; init; }

    /// <summary>
    /// True when the coordinator insists on <c>partner-central</c> although the noise will drown the updates
    /// (rho below 0.2).
    /// </summary>
    public bool? AcceptUseless { get; init; }

    /// <summary>
    /// Present in an adaptive run, whose rounds are admitted one by one: <c>rounds</c> is then the most it may have, and
    /// <see cref="NoiseMultiplier"/> that of the first rounds.
    /// </summary>
    public FilterPlan? Filter { get; init; }
}
