using Federated.ClientNode.Data;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data;
using Federated.Training.Features;

namespace Federated.ClientNode.Training;

/// <summary>The partner's data as a plan wants them: read once, scaled by the plan's public constants, read again when a file changes.</summary>
/// <param name="source">Where they are.</param>
public sealed class PartnerData(DataSource source) : IPartnerData
{
    private (DataPlan Plan, int Outputs, string Stamp, Dataset Dataset)? _cached;

    /// <inheritdoc/>
    public DataSource? Source => source;

    /// <inheritdoc/>
    public Dataset Load(RunPlan plan)
    {
        var stamp = Stamp();
        if (_cached is { } cached && cached.Plan == plan.Data && cached.Outputs == plan.Model.Outputs && string.Equals(cached.Stamp, stamp, StringComparison.Ordinal))
            return cached.Dataset;
        var dataset = source.IsCsv ? ReadCsv(plan) : ReadIdx(plan);
        _cached = (plan.Data, plan.Model.Outputs, stamp, dataset);
        return dataset;
    }

    private Dataset ReadIdx(RunPlan plan)
    {
        if (!plan.Data.Features.IsEmpty)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"The plan names {plan.Data.Features.Length} CSV columns; this node has IDX files. Point it at a CSV file with 'fed-node data --csv FILE'.");
        }

        if (plan.Data.FeatureMap == HogFeatures.Name)
            return HogFeatures.Apply(IdxReader.Read(source.IdxImages!, source.IdxLabels!, plan.Model.Outputs));
        return FeatureScaling.Affine(plan.Data.Offset, plan.Data.Scale).Apply(IdxReader.Read(source.IdxImages!, source.IdxLabels!, plan.Model.Outputs));
    }

    private Dataset ReadCsv(RunPlan plan)
    {
        if (plan.Data.Features.IsEmpty || plan.Data.Label is not { } label || plan.Data.Classes.IsEmpty)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                "The plan declares no CSV columns, label and classes; this node has a CSV file. Point it at IDX files with 'fed-node data --idx-images FILE --idx-labels FILE', or have the plan declare them.");
        }

        FeatureColumn[] columns = [.. plan.Data.Features.Select(f => new FeatureColumn(f.Name, f.Minimum, f.Maximum))];
        var options = new CsvDatasetOptions { Features = columns, LabelColumn = label, Classes = [.. plan.Data.Classes] };
        return FeatureScaling.Affine(plan.Data.Offset, plan.Data.Scale).Apply(FeatureScaling.Ranges(columns).Apply(CsvDatasetReader.Read(source.Csv!, options)));
    }

    private string Stamp() => string.Join('|', ((string?[])[source.IdxImages, source.IdxLabels, source.Csv]).OfType<string>()
        .Select(path => new FileInfo(path)).Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks}/{file.Length}" : "none"));
}
