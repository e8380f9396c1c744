using System.Globalization;
using CsvHelper;
using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>Writes a dataset as CSV; what <see cref="CsvDatasetReader"/> reads back to the bit.</summary>
public static class CsvDatasetWriter
{
    /// <summary>Writes a header, then one line per example.</summary>
    /// <param name="dataset">As many features as declared, labels below the number of classes.</param>
    /// <param name="options">Names of columns and classes.</param>
    /// <param name="path">Overwritten.</param>
    /// <exception cref="FederatedException">The dataset does not fit the declaration (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public static void Write(Dataset dataset, CsvDatasetOptions options, string path)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (dataset.FeatureCount != options.Features.Count || dataset.LargestLabel >= options.Classes.Count)
        {
            throw new FederatedException(
                ErrorCodes.DataMismatch,
                $"Got a dataset of {dataset.FeatureCount} features and labels up to {dataset.LargestLabel}, wanted {options.Features.Count} features and labels below {options.Classes.Count}. Declare what the dataset holds.");
        }
        using var csv = CsvWriter.ToFile(path, new CsvWriterOptions { NewLine = "\n" });
        foreach (var feature in options.Features) csv.WriteField(feature.Name);
        csv.WriteField(options.LabelColumn);
        csv.EndRecord();
        for (var i = 0; i < dataset.Count; i++)
        {
            foreach (var value in dataset.Row(i)) csv.WriteField(value, default, CultureInfo.InvariantCulture);
            csv.WriteField(options.Classes[(int)dataset.Labels.Span[i]]);
            csv.EndRecord();
        }
    }
}
