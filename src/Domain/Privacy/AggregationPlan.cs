using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Queries;

namespace Federated.Domain.Privacy;

/// <summary>
/// How the updates of a run become one number per parameter: the grid, the bounds that intake holds every update to, the
/// noise, and the divisor. It follows from the plan alone, so node, intake and grain can never disagree.
/// </summary>
/// <param name="Mode">The privacy mode.</param>
/// <param name="Format">The integer grid of the sum of the uploads; 2^0 for a query, whose uploads are digits.</param>
/// <param name="Noise">The coordinator's noise, on the grid of the release; null when it adds none.</param>
/// <param name="Divisor">
/// The fixed denominator of the mean: the lot size q sum(N) in <c>record-central</c>, the cohort's size in
/// <c>partner-central</c>; null where the mean is over the weights that came.
/// </param>
/// <param name="Descends">True when the sum is of gradients, which are stepped against, not of updates.</param>
public sealed record AggregationPlan(string Mode, FixedPointFormat Format, NoiseScale? Noise, double? Divisor, bool Descends)
{
    /// <summary>The adaptive clip norm of the round; null where the clip norm is fixed.</summary>
    public AdaptiveClip? Clip { get; init; }

    /// <summary>
    /// The rule that takes the middle of the partners' sums in the place of their sum, before the noise; null where they are added up, and
    /// where no noise is added here.
    /// </summary>
    public RobustSpecification? Rule { get; init; }

    /// <summary>What the sealed entry says of the noise: distribution, standard deviation and sensitivity in grid units.</summary>
    public string Mechanism => Noise is { } noise
        ? string.Create(CultureInfo.InvariantCulture, $"{Mode}: discrete gaussian, sigma {noise.SigmaUnits}, sensitivity {noise.SensitivityUnits}, grid 2^-{noise.Format.FractionalBits}")
            + (Clip is { } clip ? string.Create(CultureInfo.InvariantCulture, $"; clip norm {clip.Clip:R}, count sigma {AdaptiveClip.CountSigmaUnits(clip.CountDeviation)}, grid 2^-{AdaptiveClip.CountFractionalBits}") : string.Empty)
            + (Rule is { } rule ? $"; on the middle of the sums, {rule}" : string.Empty)
        : Mode == PrivacyPlan.RecordLocal ? "record-local: discrete gaussian at the partners" : Mode;

    /// <summary>The exact sum of no updates.</summary>
    /// <param name="dimension">Values of an upload.</param>
    public PartialSum Nothing(int dimension) => PartialSum.Over(Format.FractionalBits, 0, 0, new long[dimension], votes: 0);

    /// <summary>True when a round is released whoever answered: its noise hides who did not.</summary>
    public bool AlwaysReleases => Mode == PrivacyPlan.RecordCentral;

    /// <summary>What a plan means for the sum of a round with the plan's own terms.</summary>
    /// <exception cref="FederatedException">FED-1004 when the sum with its noise would not fit 64 bits.</exception>
    public static AggregationPlan Of(RunPlan plan) => Of(plan, RoundTerms.Of(plan));

    /// <summary>What a plan means for the sum of a round. The grid follows from the plan alone; the noise from the terms.</summary>
    /// <exception cref="FederatedException">FED-1004 when the sum with its noise would not fit 64 bits.</exception>
    public static AggregationPlan Of(RunPlan plan, RoundTerms terms)
    {
        if (plan.Query is not null)
            return new(plan.Privacy.Mode, new FixedPointFormat(0), QueryScale.Of(plan).Noise, null, Descends: false);
        var dimension = plan.UploadLayout.ParameterCount;
        var privacy = plan.Privacy;
        switch (privacy.Mode)
        {
            case PrivacyPlan.RecordCentral:
                var lot = privacy.SamplingRate!.Value * privacy.PartnerExamples!.Values.Sum();
                var grid = GridSensitivity.FormatFor(privacy.ClipNorm!.Value, privacy.NoiseMultiplier!.Value);
                var record = NoiseScale.ForRecordCentral(grid, dimension, terms.ClipNorm!.Value, terms.NoiseMultiplier!.Value);
                RequireRoom(record, privacy.PartnerExamples.Values.Sum(n => Radius(privacy, n)));
                return new(privacy.Mode, grid, record, lot, Descends: true) { Rule = plan.Aggregation?.ToSpecification() };
            case PrivacyPlan.PartnerCentral:
                var format = AdaptiveClipping.Format(plan) ?? GridSensitivity.FormatFor(privacy.ClipNorm!.Value, privacy.NoiseMultiplier!.Value);
                var partner = NoiseScale.ForPartnerCentral(
                    format, dimension, terms.ClipNorm!.Value, AdaptiveClipping.SumMultiplier(plan, terms.NoiseMultiplier!.Value));
                var clip = AdaptiveClipping.Of(plan, terms);
                RequireRoom(partner, plan.Cohort.Size * (clip?.LargestClip ?? terms.ClipNorm.Value));
                return new(privacy.Mode, format, partner, plan.Cohort.Size, Descends: false) { Clip = clip };
            default:
                return new(privacy.Mode, FixedPointFormat.ForUnnoised(plan.Cohort.Size, maxWeight: 1, plan.CoordinateBound), null, null, Descends: false);
        }
    }

    /// <summary>
    /// The largest L2 norm that an honest partner's update can have, or null where the mode sets none. In
    /// <c>record-central</c> it is kappa q N C. A query bounds every statistic by itself (<see cref="QueryUpload"/>).
    /// </summary>
    public static double? LargestNorm(RunPlan plan, PartnerName partner) => plan.Privacy.Mode == PrivacyPlan.RecordCentral && plan.Query is null
        ? Radius(plan.Privacy, Examples(plan, partner))
        : null;

    /// <summary>The agreed number of examples of a partner.</summary>
    /// <exception cref="FederatedException">FED-1003 when the plan does not name the partner.</exception>
    public static long Examples(RunPlan plan, PartnerName partner) =>
        plan.Privacy.PartnerExamples is { } examples && examples.TryGetValue(partner.ToString(), out var count)
            ? count
            : throw new FederatedException(ErrorCodes.PlanDoesNotFit, $"The plan's privacy.partnerExamples does not name '{partner}'.");

    private static double Radius(PrivacyPlan privacy, long examples) =>
        privacy.Projection!.Value * privacy.SamplingRate!.Value * examples * privacy.ClipNorm!.Value;

    /// <summary>The sum of all bounds plus 40 standard deviations of noise stays below 2^62 units.</summary>
    private static void RequireRoom(NoiseScale noise, double sumOfBounds)
    {
        var units = (sumOfBounds * Math.ScaleB(1, noise.Format.FractionalBits)) + (40.0 * noise.SigmaUnits);
        if (!(units < Math.ScaleB(1, 62)))
        {
            throw new FederatedException(ErrorCodes.AggregationOverflow, string.Create(CultureInfo.InvariantCulture,
                $"The noised sum could reach {units:g3} grid units, wanted below 2^62: lower privacy.projection, privacy.samplingRate or the numbers of examples."));
        }
    }
}
