using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>The digits that come along, for samples whose plans declare no label, because their models are given none.</summary>
internal static class DigitImages
{
    /// <summary>Pixels on a side.</summary>
    internal const int Side = 8;

    /// <summary>Number of classes.</summary>
    internal const int Classes = 10;

    internal const string Source = "comes along: samples/digits, 1,797 images, UCI";

    /// <summary>All of them, with raw pixels.</summary>
    internal static Dataset Load(SampleSources sources, DataPlan data) => CsvDatasetReader.Read(sources.Own("digits", "digits.csv"), new CsvDatasetOptions
    {
        Features = [.. data.Features.Select(pixel => new FeatureColumn(pixel.Name, pixel.Minimum, pixel.Maximum))],
        LabelColumn = "digit",
        Classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    });

    /// <summary>The examples whose label is wanted.</summary>
    internal static Dataset Where(Dataset data, Func<long, bool> wanted)
    {
        var labels = data.Labels.Span;
        var kept = new List<int>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (wanted(labels[i]))
                kept.Add(i);
        }

        return data.Take([.. kept]);
    }

    /// <summary>Both sets, one behind the other.</summary>
    internal static Dataset Join(Dataset first, Dataset second) => new(
        [.. first.Features.Span, .. second.Features.Span], first.FeatureCount, [.. first.Labels.Span, .. second.Labels.Span]);
}
