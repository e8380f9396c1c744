using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Features;

namespace Federated.Training.Data;

/// <summary>The data section of a plan in the words of the readers.</summary>
public static class PlanData
{
    /// <summary>The columns of a CSV file.</summary>
    /// <exception cref="FederatedException">FED-1001 when the plan declares none.</exception>
    public static CsvDatasetOptions Columns(DataPlan data) => data.Features.IsEmpty || data.Label is null
        ? throw new FederatedException(ErrorCodes.PlanInvalid, "The plan declares no CSV columns; wanted data.features, data.label and data.classes to read a CSV file.")
        : new CsvDatasetOptions
        {
            Features = [.. data.Features.Select(feature => new FeatureColumn(feature.Name, feature.Minimum, feature.Maximum))],
            LabelColumn = data.Label,
            Classes = data.Classes,
        };

    /// <summary>Model inputs from raw features, as a node makes them: the feature map, or ranges, offset and scale.</summary>
    public static Dataset Inputs(DataPlan data, Dataset raw)
    {
        if (data.FeatureMap == HogFeatures.Name)
            return HogFeatures.Apply(raw);
        var ranged = data.Features.IsEmpty ? raw : FeatureScaling.Ranges(Columns(data).Features).Apply(raw);
        return FeatureScaling.Affine(data.Offset, data.Scale).Apply(ranged);
    }
}
