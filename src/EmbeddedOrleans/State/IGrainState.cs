namespace Orleans;

/// <summary>A value with its version, as storage sees it.</summary>
public interface IGrainState<T>
{
    /// <summary>The value.</summary>
    T? State { get; set; }

    /// <summary>The version; null if none is stored.</summary>
    string? ETag { get; set; }

    /// <summary>Whether a value is stored.</summary>
    bool RecordExists { get; set; }
}
