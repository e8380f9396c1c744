using Federated.Domain.Aggregation;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Silo.Intake;

/// <summary>What every round of a run expects of an update; it follows from the plan alone.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Layout">The parameter layout.</param>
/// <param name="Aggregation">The grid, the bounds and the noise.</param>
public sealed record RunShape(RunPlan Plan, ParameterLayout Layout, AggregationPlan Aggregation)
{
    /// <summary>Largest absolute value of a coordinate.</summary>
    public float CoordinateBound { get; } = (float)Plan.CoordinateBound;

    /// <summary>The grid on which updates are summed.</summary>
    public FixedPointFormat Format => Aggregation.Format;

    /// <summary>Most bytes that the body of an upload may have.</summary>
    public long MaxUpdateBytes { get; } = UpdateFile.ExpectedLengthUpperBound(Layout);

    /// <summary>Most bytes of memory that staging takes: one float32 a parameter, and the header.</summary>
    public long StagedBytes => MaxUpdateBytes;

    /// <summary>The shape of a canonical plan.</summary>
    public static RunShape Of(string planJson)
    {
        var plan = RunPlanFile.Parse(planJson);
        return new(plan, plan.Model.ToSpecification().Layout, AggregationPlan.Of(plan));
    }

    /// <summary>What one round of the run expects.</summary>
    public UpdateExpectation Expect(RoundId round) => new(round, Layout, CoordinateBound, FixedPointFormat.WeightOne);

    /// <summary>
    /// Checks what the mode asks of a whole update, and only what an honest node cannot break: weight 1 in the central
    /// modes, and in <c>record-central</c> the partner's radius plus the rounding to the grid.
    /// </summary>
    /// <exception cref="FederatedException">FED-1208 or FED-1205.</exception>
    public void Admit(PartnerName partner, StagedUpdate update)
    {
        if (Aggregation.Noise is null)
            return;
        if (update.Metadata.WeightUnits != FixedPointFormat.WeightOne)
            throw new FederatedException(ErrorCodes.UpdateWeightInvalid, $"Mode {Aggregation.Mode} counts every partner once: the weight must be {FixedPointFormat.WeightOne} units.");
        if (AggregationPlan.LargestNorm(Plan, partner) is not { } radius)
            return;
        var slack = Math.Sqrt(Layout.ParameterCount) * Math.ScaleB(1, -Format.FractionalBits);
        if (!(Clipping.Norm(update.Values.Span) <= radius + slack))
            throw new FederatedException(ErrorCodes.UpdateOutOfBound, $"The update of '{partner}' is longer than its radius kappa q N C of the plan, which no honest node sends.");
    }

    /// <summary>True when an update is folded as it was staged; else <see cref="ToFold"/> says what is folded.</summary>
    public bool FoldsAsStaged => Aggregation.Mode != PrivacyPlan.PartnerCentral;

    /// <summary>
    /// The values to fold. In <c>partner-central</c> the silo clips, because that is where the whole update is visible and
    /// nobody else has to be trusted with it.
    /// </summary>
    public ReadOnlyMemory<float> ToFold(StagedUpdate update)
    {
        if (Aggregation.Mode != PrivacyPlan.PartnerCentral)
            return update.Values;
        var clipped = update.Values.ToArray();
        Clipping.ClipInPlace(clipped, Plan.Privacy.ClipNorm!.Value);
        return clipped;
    }
}
