namespace Orleans.Runtime;

/// <summary>Which state, in which storage.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>The name of the state. Rows are keyed by it and the grain's key, so it is unique per grain class.</summary>
    string StateName { get; }

    /// <summary>The name of the storage; null for the default one.</summary>
    string? StorageName { get; }
}
