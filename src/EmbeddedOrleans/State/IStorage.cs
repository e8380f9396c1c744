namespace Orleans.Core;

/// <summary>A stored value of a grain.</summary>
public interface IStorage
{
    /// <summary>The version that was last read or written; null if none is stored.</summary>
    string? Etag { get; }

    /// <summary>Whether a value is stored.</summary>
    bool RecordExists { get; }

    /// <summary>Removes the stored value and starts from an empty one.</summary>
    Task ClearStateAsync();

    /// <summary>Writes the value.</summary>
    /// <exception cref="Storage.InconsistentStateException">The stored version is not the one last read.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the value; what was not written is lost.</summary>
    Task ReadStateAsync();

#pragma warning disable MA0040 // A store without cancellation falls back to the overload without a token.
    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
#pragma warning restore MA0040
}
