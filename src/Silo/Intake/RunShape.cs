using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Silo.Intake;

/// <summary>What every round of a run expects of an update; it follows from the plan alone.</summary>
/// <param name="Layout">The parameter layout.</param>
/// <param name="CoordinateBound">Largest absolute value of a coordinate.</param>
/// <param name="Format">The grid on which updates are summed.</param>
public sealed record RunShape(ParameterLayout Layout, float CoordinateBound, FixedPointFormat Format)
{
    /// <summary>Most bytes that the body of an upload may have.</summary>
    public long MaxUpdateBytes { get; } = UpdateFile.ExpectedLengthUpperBound(Layout);

    /// <summary>Most bytes of memory that staging takes: one float32 a parameter, and the header.</summary>
    public long StagedBytes => MaxUpdateBytes;

    /// <summary>The shape of a canonical plan.</summary>
    public static RunShape Of(string planJson)
    {
        var plan = RunPlanFile.Parse(planJson);
        return new(plan.Model.ToSpecification().Layout, (float)plan.CoordinateBound, FixedPointFormat.ForUnnoised(plan.Cohort.Size, 1, plan.CoordinateBound));
    }

    /// <summary>What one round of the run expects.</summary>
    public UpdateExpectation Expect(RoundId round) => new(round, Layout, CoordinateBound, FixedPointFormat.WeightOne);
}
