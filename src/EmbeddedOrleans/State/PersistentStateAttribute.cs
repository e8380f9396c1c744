namespace Orleans.Runtime;

/// <summary>Marks a constructor parameter of a grain that is a stored state.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute, IPersistentStateConfiguration
{
    /// <inheritdoc/>
    public string StateName { get; } = stateName;

    /// <inheritdoc/>
    public string? StorageName { get; } = storageName;
}
