using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Features;

namespace Federated.Training.Data;

/// <summary>The data section of a plan in the words of the readers.</summary>
public static class PlanData
{
    /// <summary>The columns of a CSV file of numbers and a class, to be written as such a file.</summary>
    /// <exception cref="FederatedException">FED-1001 when the plan declares none.</exception>
    public static CsvDatasetOptions Columns(DataPlan data) => data.Features.IsEmpty || data.Label is null
        ? throw new FederatedException(ErrorCodes.PlanInvalid, "The plan declares no CSV columns; wanted data.features, data.label and data.classes to read a CSV file.")
        : new CsvDatasetOptions
        {
            Features = [.. data.Features.Select(feature => new FeatureColumn(feature.Name, feature.Minimum, feature.Maximum))],
            LabelColumn = data.Label,
            Classes = data.Classes,
        };

    /// <summary>Model inputs from raw examples, as a node makes them: the feature map, or scaling, offset and scale; targets are scaled alike.</summary>
    /// <exception cref="FederatedException">FED-1502 when the data have another number of columns than the plan.</exception>
    public static Dataset Inputs(DataPlan data, Dataset raw)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(raw);
        if (data.FeatureMap == HogFeatures.Name)
            return HogFeatures.Apply(raw);
        if (data.Text is not null)
            return Targets(data, raw);
        if (data.Features.IsEmpty)
            return Targets(data, FeatureScaling.Affine(data.Offset, data.Scale).Apply(raw));
        // Two steps, as ever: their roundings are those of plans that were run before.
        var (offsets, scales) = (new List<double>(), new List<double>());
        var (shift, divisor) = (new List<double>(), new List<double>());
        foreach (var feature in data.Features)
        {
            var (offset, scale) = Constants(data, feature);
            for (var column = 0; column < feature.Width; column++)
            {
                offsets.Add(offset);
                scales.Add(scale);
                shift.Add(feature.IsCategory ? 0 : data.Offset);
                divisor.Add(feature.IsCategory ? 1 : data.Scale);
            }
        }

        return Targets(data, FeatureScaling.Columns(shift, divisor).Apply(FeatureScaling.Columns(offsets, scales).Apply(raw)));
    }

    /// <summary>What is subtracted from a feature or target, and what it is then divided by, before the plan's offset and scale.</summary>
    public static (double Offset, double Scale) Constants(DataPlan data, FeatureRange feature)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(feature);
        return data.Scaling?.Kind switch
        {
            _ when feature.IsCategory => (0, 1),
            ScalingPlan.None => (0, 1),
            ScalingPlan.Standard => (feature.Mean!.Value, feature.Deviation!.Value),
            _ => (feature.Minimum, feature.Maximum - feature.Minimum),
        };
    }

    private static Dataset Targets(DataPlan data, Dataset dataset)
    {
        if (data.Target is null || dataset.TargetArray is not { } targets)
            return dataset;
        var (offset, scale) = Constants(data, data.Target);
        return new Dataset(dataset.FeatureArray, dataset.FeatureCount, dataset.LabelArray, Array.ConvertAll(targets, target => (float)((target - offset) / scale)));
    }
}
