using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>States in memory, in their serialized form so that nobody shares an object with the store.</summary>
internal sealed class MemoryGrainStorage(IGrainStorageSerializer serializer) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), (BinaryData? Bytes, long Version)> _rows = new();
    private readonly Lock _gate = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = _rows.TryGetValue((stateName, grainId), out var row);
        grainState.State = row.Bytes is null ? EmptyState.Create<T>() : serializer.Deserialize<T>(row.Bytes);
        grainState.ETag = found ? Text(row.Version) : null;
        grainState.RecordExists = row.Bytes is not null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = Store(stateName, grainId, serializer.Serialize(grainState.State), grainState.ETag);
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null)
        {
            grainState.ETag = Store(stateName, grainId, null, grainState.ETag);
        }

        grainState.State = EmptyState.Create<T>();
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private string Store(string state, GrainId grain, BinaryData? bytes, string? expected)
    {
        lock (_gate)
        {
            var stored = _rows.TryGetValue((state, grain), out var row) ? Text(row.Version) : null;
            if (stored != expected)
            {
                throw new InconsistentStateException(
                    $"Version conflict: state {state} of {grain} is at version {stored ?? "none"}, and version {expected ?? "none"} was read.", stored, expected);
            }

            _rows[(state, grain)] = (bytes, row.Version + 1);
            return Text(row.Version + 1);
        }
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
