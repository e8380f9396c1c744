namespace Orleans.Storage;

/// <summary>A store of grain state.</summary>
public interface IGrainStorage
{
    /// <summary>Reads a value and its version.</summary>
    Task ReadStateAsync<T>(string stateName, Runtime.GrainId grainId, IGrainState<T> grainState);

    /// <summary>Writes a value over the version that was read.</summary>
    Task WriteStateAsync<T>(string stateName, Runtime.GrainId grainId, IGrainState<T> grainState);

    /// <summary>Removes a value of the version that was read.</summary>
    Task ClearStateAsync<T>(string stateName, Runtime.GrainId grainId, IGrainState<T> grainState);
}
