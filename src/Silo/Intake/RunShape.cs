using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Silo.Intake;

/// <summary>What every round of a run expects of an update, or of a query's upload; it follows from the plan alone.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Layout">The layout of an upload.</param>
/// <param name="Aggregation">The grid, the bounds and the noise.</param>
/// <param name="Terms">Clip norm and noise multiplier of the round.</param>
public sealed record RunShape(RunPlan Plan, ParameterLayout Layout, AggregationPlan Aggregation, RoundTerms Terms)
{
    private readonly bool _weighsAlike = Plan.Aggregation is not null || Plan.Strategy.ToSpecification(round: 1, Plan.Rounds).WeighsPartnersAlike;

    /// <summary>True where a robust rule takes the place of the mean: updates are kept one by one, not summed.</summary>
    public bool KeepsUpdates => Plan.Aggregation is not null;

    /// <summary>Largest absolute value of a coordinate.</summary>
    public float CoordinateBound { get; } = Plan.Query is null ? (float)Plan.CoordinateBound : Limbs.Largest;

    /// <summary>The grid on which updates are summed.</summary>
    public FixedPointFormat Format => Aggregation.Format;

    /// <summary>Most bytes that the body of an upload may have.</summary>
    public long MaxUpdateBytes { get; } = UpdateFile.ExpectedLengthUpperBound(Layout, Plan.UpdateCodecs);

    /// <summary>
    /// Most bytes of memory that staging takes: one float32 a parameter and the header, a coded update beside what it decodes to, and
    /// what is kept of an update that is not summed.
    /// </summary>
    public long StagedBytes { get; } = UpdateFile.ExpectedLengthUpperBound(Layout)
        + (Plan.UpdateCodecs is [UpdateFile.Float32Codec] ? 0 : UpdateFile.ExpectedLengthUpperBound(Layout, Plan.UpdateCodecs))
        + (Plan.Aggregation is null ? 0 : KeptUpdate.Size(Layout.ParameterCount));

    /// <summary>The shape of a canonical plan, with the plan's own terms.</summary>
    public static RunShape Of(string planJson)
    {
        var plan = RunPlanFile.Parse(planJson);
        return new(plan, plan.UploadLayout, AggregationPlan.Of(plan), RoundTerms.Of(plan));
    }

    /// <summary>This shape in a round with other terms.</summary>
    public RunShape With(RoundTerms terms) => terms == Terms ? this : this with { Terms = terms, Aggregation = AggregationPlan.Of(Plan, terms) };

    /// <summary>What one round of the run expects.</summary>
    public UpdateExpectation Expect(RoundId round) => new(round, Layout, CoordinateBound, FixedPointFormat.WeightOne) { Codecs = Plan.UpdateCodecs };

    /// <summary>
    /// Checks what the mode asks of a whole update, and only what an honest node cannot break: weight 1 in the central
    /// modes and under a robust rule, and in <c>record-central</c> the partner's radius plus the rounding to the grid.
    /// </summary>
    /// <exception cref="FederatedException">FED-1208 or FED-1205.</exception>
    public void Admit(PartnerName partner, StagedUpdate update)
    {
        if (Plan.Query is not null)
            QueryUpload.Admit(Plan, partner, update);
        var alike = Aggregation.Noise is not null || _weighsAlike;
        if (alike && update.Metadata.WeightUnits != FixedPointFormat.WeightOne)
            throw new FederatedException(ErrorCodes.UpdateWeightInvalid, $"The plan's mode {Aggregation.Mode}, strategy {Plan.Strategy.Kind} and aggregation rule {Plan.Aggregation?.Rule ?? "mean"} count every partner once: the weight must be {FixedPointFormat.WeightOne} units.");
        if (AggregationPlan.LargestNorm(Plan, partner) is not { } radius)
            return;
        var slack = Math.Sqrt(Layout.ParameterCount) * Math.ScaleB(1, -Format.FractionalBits);
        if (!(Clipping.Norm(update.Values.Span) <= radius + slack))
            throw new FederatedException(ErrorCodes.UpdateOutOfBound, $"The update of '{partner}' is longer than its radius kappa q N C of the plan, which no honest node sends.");
    }

    /// <summary>True when an update is folded as it was staged; else <see cref="ToFold"/> says what is folded.</summary>
    public bool FoldsAsStaged => Aggregation.Mode != PrivacyPlan.PartnerCentral;

    /// <summary>
    /// The values to fold, and the vote on the clip norm where it adapts. In <c>partner-central</c> the silo clips, because
    /// that is where the whole update is visible and nobody else has to be trusted with it; then it measures the integers
    /// that will be summed, exactly.
    /// </summary>
    /// <exception cref="FederatedException">FED-1307 when the integers are longer than the sensitivity that the noise is for.</exception>
    public (ReadOnlyMemory<float> Values, int Vote) ToFold(StagedUpdate update)
    {
        if (Aggregation is not { Mode: PrivacyPlan.PartnerCentral, Noise: { } noise })
            return (update.Values, 0);
        var clipped = update.Values.ToArray();
        var norm = Clipping.ClipInPlace(clipped, Terms.ClipNorm!.Value);
        if (!new GridSensitivity(Format, noise.SensitivityUnits).Admits(clipped, update.Metadata.WeightUnits))
            throw new FederatedException(ErrorCodes.RoundFailed, "A clipped update is longer than the sensitivity of its round. Nothing was folded; report this as a defect.");
        return (clipped, Aggregation.Clip?.Vote(norm) ?? 0);
    }
}
