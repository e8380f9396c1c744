using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>Raw examples with the keys that say which of them belong together: those of one person, one document, or one content.</summary>
public sealed class ExampleSet
{
    /// <param name="data">The examples, not yet scaled.</param>
    /// <param name="keys">n keys, see <see cref="ExampleKey"/>; taken over, not copied.</param>
    /// <param name="cleaned">What was left out.</param>
    /// <param name="records">n places of records in the file, from 0; null where every record is an example. Taken over, not copied.</param>
    /// <exception cref="FederatedException">Not one key or record an example (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public ExampleSet(Dataset data, UInt128[] keys, CleaningReport cleaned, int[]? records = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Length != data.Count || (records is not null && records.Length != data.Count))
            throw new FederatedException(ErrorCodes.DataMismatch, $"Got {keys.Length} keys, wanted one for each of {data.Count} examples.");
        Data = data;
        Keys = keys;
        Records = records ?? [.. Enumerable.Range(0, data.Count)];
        Cleaned = cleaned;
    }

    /// <summary>The examples.</summary>
    public Dataset Data { get; }

    /// <summary>Their keys, [n].</summary>
    public ReadOnlyMemory<UInt128> Keys { get; }

    /// <summary>For every example the place of its record in the file, from 0, for columns that are no features.</summary>
    public ReadOnlyMemory<int> Records { get; }

    /// <summary>What was left out.</summary>
    public CleaningReport Cleaned { get; }

    /// <summary>Examples whose keys follow from their content.</summary>
    public static ExampleSet ByContent(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var keys = new UInt128[data.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = ExampleKey.OfContent(data.Row(i), data.Labels.Span[i], data.HasTargets ? data.Targets.Span[i] : null);
        return new(data, keys, new(data.Count, 0, 0, 0));
    }
}
