using Federated.Domain.Models;

namespace Federated.Domain.Updates;

/// <summary>An update that passed every check and waits for its claim.</summary>
public sealed class StagedUpdate
{
    internal StagedUpdate(ContentHash hash, UpdateMetadata metadata, float[] values)
    {
        Hash = hash;
        Metadata = metadata;
        Values = values;
    }

    /// <summary>SHA-256 of the file's bytes, all of them.</summary>
    public ContentHash Hash { get; }

    /// <summary>What the file says about itself; it matches the round's expectation.</summary>
    public UpdateMetadata Metadata { get; }

    /// <summary>The coordinates, flat, in layout order: finite and within the bound.</summary>
    public ReadOnlyMemory<float> Values { get; }
}
