using System.Collections.Immutable;

namespace Federated.Domain.Plans;

/// <summary>How updates travel.</summary>
public sealed record CodecPlan
{
    /// <summary>
    /// The codecs that a node may use for its update, best first; it takes the first that it knows. See
    /// <see cref="Updates.Codecs.UpdateCodec.Known"/>.
    /// </summary>
    public ImmutableArray<string> Update { get; init; } = [];

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(CodecPlan? other) => other is not null && Update.AsSpan().SequenceEqual(other.Update.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Update.Length;
}
