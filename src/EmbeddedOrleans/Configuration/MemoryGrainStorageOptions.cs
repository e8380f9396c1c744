using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>A storage of grain state in memory, for tests.</summary>
public class MemoryGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <inheritdoc/>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
