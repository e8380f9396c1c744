using System.Collections.Immutable;

namespace Federated.Domain.Plans;

/// <summary>How updates and models travel.</summary>
public sealed record CodecPlan
{
    /// <summary>
    /// The codecs that a node may use for its update, best first; it takes the first that it knows. See
    /// <see cref="Updates.Codecs.UpdateCodec.Known"/>.
    /// </summary>
    public ImmutableArray<string> Update { get; init; } = [];

    /// <summary>
    /// The codecs that a node may ask for its download in, best first; absent for the file as it is. A lossy one stands alone, so that all
    /// nodes train from the same numbers. See <see cref="Models.Codecs.ModelCodec.Known"/>.
    /// </summary>
    public ImmutableArray<string>? Download { get; init; }

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(CodecPlan? other) => other is not null && Update.AsSpan().SequenceEqual(other.Update.AsSpan())
        && (Download ?? []).AsSpan().SequenceEqual((other.Download ?? []).AsSpan()) && Download.HasValue == other.Download.HasValue;

    /// <inheritdoc/>
    public override int GetHashCode() => Update.Length;
}
