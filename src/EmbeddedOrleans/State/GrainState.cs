namespace Orleans;

/// <summary>A value with its version.</summary>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>No value.</summary>
    public GrainState()
    {
    }

    /// <summary>A value that is not stored yet.</summary>
    public GrainState(T? state) => State = state;

    /// <inheritdoc/>
    public T? State { get; set; }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
