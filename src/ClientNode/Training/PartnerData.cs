using Federated.ClientNode.Data;
using Federated.ClientNode.Privacy;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.ClientNode.Training;

/// <summary>
/// The partner's data as a plan wants them: read once, split and scaled by the plan's public constants, read again when a file changes.
/// </summary>
/// <param name="source">Where they are.</param>
/// <param name="secret">The node's secret, which keys pseudonyms and the split; null for one that ends with the process, and the split with it.</param>
public sealed class PartnerData(DataSource source, NodeSecret? secret = null) : IPartnerData
{
    private readonly Pseudonyms _pseudonyms = new((secret ?? NodeSecret.Create()).Bytes);
    private (DataPlan Plan, int Outputs, string Stamp, Dataset Training, Dataset? Validation)? _cached;

    /// <inheritdoc/>
    public DataSource? Source => source;

    /// <inheritdoc/>
    public Dataset Load(RunPlan plan) => Read(plan).Training;

    /// <inheritdoc/>
    public Dataset? LoadValidation(RunPlan plan) => Read(plan).Validation;

    private (Dataset Training, Dataset? Validation) Read(RunPlan plan)
    {
        var stamp = Stamp();
        if (_cached is not { } cached || cached.Plan != plan.Data || cached.Outputs != plan.Model.Outputs || !string.Equals(cached.Stamp, stamp, StringComparison.Ordinal))
        {
            CheckObjective(plan);
            var examples = source.Read(new(plan.Data, plan.Model.Outputs, _pseudonyms, source.Vocabulary));
            var (training, validation) = Split(plan.Data, examples);
            _cached = cached = (plan.Data, plan.Model.Outputs, stamp, training, validation);
        }

        return (cached.Training, cached.Validation);
    }

    /// <summary>A classifier would learn the zeros that stand in the place of labels.</summary>
    private static void CheckObjective(RunPlan plan)
    {
        if (plan.Data is { Target: null, Unlabelled: null } || plan.Model.ToSpecification().Objective is not (Objective.CrossEntropy or Objective.BinaryCrossEntropy))
            return;
        throw new FederatedException(ErrorCodes.DataMismatch,
            $"The plan's model learns classes, and its {(plan.Data.Target is null ? "data.unlabelled says that there are none" : "data.target is a number")}. Have the plan name data.label and data.classes, or a model with another objective.");
    }

    private (Dataset Training, Dataset? Validation) Split(DataPlan data, ExampleSet examples)
    {
        var inputs = PlanData.Inputs(data, examples.Data);
        if (data.Validation is null)
            return (inputs, null);
        var split = TrainValidationSplit.Of(examples.Keys.Span, data.Validation, _pseudonyms);
        return split.Training.Length > 0
            ? (inputs.Take(split.Training), split.Validation.Length > 0 ? inputs.Take(split.Validation) : null)
            : throw new FederatedException(ErrorCodes.DataMismatch, "The plan's data.validation keeps out all of this node's few examples. Have the coordinator lower data.validation.fraction, or add examples.");
    }

    private string Stamp() => string.Join('|', source.Files
        .Select(path => new FileInfo(path)).Select(file => file.Exists ? $"{file.FullName}:{file.LastWriteTimeUtc.Ticks}/{file.Length}" : "none"));
}
