using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Registry;

namespace Federated.Domain.Ledger;

/// <summary>
/// A model was measured on held-out data of the coordinator's own: public data that no partner trained on. A figure
/// measured on partners' data is a release that would have to be noised and charged; it must never be written here.
/// <code>
/// by        string   who measured, 1 to 64 characters
/// data      hash     SHA-256 that names the data
/// dataset   string   what people call the data, 1 to 100 characters
/// examples  integer  from 1
/// metrics   object   name to integer in millionths; 1 to 32 of them, sorted
/// model     hash     of the model file
/// type      "model-evaluated"
/// </code>
/// Not unique: a model can be measured again, and the newest stands.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Model">The model.</param>
/// <param name="Dataset">What people call the data.</param>
/// <param name="DataHash">What names the data.</param>
/// <param name="Examples">The number of examples.</param>
/// <param name="Metrics">Metrics in millionths, by name.</param>
/// <param name="By">Who measured.</param>
public sealed record ModelEvaluated(
    DateTimeOffset At,
    ContentHash Model,
    string Dataset,
    ContentHash DataHash,
    long Examples,
    ImmutableSortedDictionary<string, long> Metrics,
    string By) : LedgerEntry(At)
{
    /// <summary>The most metrics of one evaluation.</summary>
    public const int MostMetrics = 32;

    internal const string TypeName = "model-evaluated";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <summary>True when every member is equal; the metrics by their items.</summary>
    public bool Equals(ModelEvaluated? other) => other is not null && At == other.At && Model == other.Model
        && string.Equals(Dataset, other.Dataset, StringComparison.Ordinal)
        && DataHash == other.DataHash
        && Examples == other.Examples
        && Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).SequenceEqual(other.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal))
        && string.Equals(By, other.By, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(At, Model, Dataset, DataHash, Examples, Metrics.Count, By);

    internal override void Write(EntryWriter writer)
    {
        writer.Hash("model", Model);
        writer.Text("dataset", Dataset, 100);
        writer.Hash("data", DataHash);
        writer.Integer("examples", Examples, 1, EntryWriter.MaxInteger);
        if (Metrics is not { Count: >= 1 and <= MostMetrics })
            throw writer.Refused("metrics", $"{Metrics?.Count ?? 0} metrics", $"1 to {MostMetrics}");
        writer.Integers("metrics", Metrics, RegistryNames.IsValid, -EntryWriter.MaxInteger, EntryWriter.MaxInteger);
        writer.Text("by", By, 64);
    }

    internal static ModelEvaluated Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Hash("model"),
        reader.Text("dataset"),
        reader.Hash("data"),
        reader.Integer("examples"),
        reader.Integers("metrics"),
        reader.Text("by"));
}
