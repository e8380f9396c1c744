using Federated.ClientNode.Data;
using Federated.ClientNode.Training;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.Simulation;

/// <summary>A virtual partner's part of the shared data, copied out each time it is asked for.</summary>
/// <param name="data">What all partners share.</param>
/// <param name="partner">Which partner.</param>
internal sealed class VirtualShare(SharedData data, int partner) : IPartnerData
{
    /// <inheritdoc/>
    public DataSource? Source => null;

    // There is no node and no secret here; the split is as stable as those of nodes, and anyone may know it.
    private static readonly Pseudonyms NoSecret = new(new byte[32]);

    /// <inheritdoc/>
    public Dataset Load(RunPlan plan)
    {
        var examples = data.Take(partner);
        return plan.Data.Validation is null ? examples : examples.Take(Split(plan, examples).Training);
    }

    /// <inheritdoc/>
    public Dataset? LoadValidation(RunPlan plan)
    {
        if (plan.Data.Validation is null)
            return null;
        var examples = data.Take(partner);
        return Split(plan, examples).Validation is { Length: > 0 } kept ? examples.Take(kept) : null;
    }

    /// <inheritdoc/>
    public MeasuredExamples LoadMeasured(RunPlan plan, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        if (columns.Count > 0)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The evaluation tells examples apart by '{columns[0]}', and virtual partners have no columns but the model's. Leave out its subgroups.");
        var examples = data.Take(partner);
        return MeasuredExamples.Of(plan.Data.Validation is null ? examples : examples.Take(Split(plan, examples).Validation));
    }

    private static TrainValidationSplit Split(RunPlan plan, Dataset examples) =>
        TrainValidationSplit.Of(ExampleSet.ByContent(examples).Keys.Span, plan.Data.Validation, NoSecret);
}
