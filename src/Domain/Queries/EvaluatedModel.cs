using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>The model that an evaluation measures.</summary>
public static class EvaluatedModel
{
    /// <summary>Its parameters, flat, in the order of the plan's model; what a strategy stored beside them is left aside.</summary>
    /// <param name="plan">A plan with an evaluation.</param>
    /// <param name="file">The file whose hash the plan names.</param>
    /// <exception cref="FederatedException">FED-1705 when it is not a file of the plan's model.</exception>
    public static float[] Read(RunPlan plan, ReadOnlySpan<byte> file)
    {
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            return ModelFile.Read(file, plan.Model.ToSpecification().Layout);
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.ModelMalformed)
        {
            throw new FederatedException(ErrorCodes.TrackMismatch,
                $"Got model.initial {plan.Model.Initial}, which is no model of the plan's architecture: {e.Message}", inner: e);
        }
    }
}
