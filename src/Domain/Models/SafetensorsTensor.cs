using System.Collections.Immutable;

namespace Federated.Domain.Models;

/// <summary>One tensor as a safetensors header lists it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DType">The element type as the format spells it, for example <c>F32</c>.</param>
/// <param name="Shape">The dimensions, outermost first; empty for a scalar.</param>
/// <param name="Begin">Its first byte, counted from the start of the data section.</param>
/// <param name="End">One past its last byte, counted likewise.</param>
public sealed record SafetensorsTensor(string Name, string DType, ImmutableArray<long> Shape, long Begin, long End)
{
    /// <summary>Equality of every field, dimensions one by one.</summary>
    public bool Equals(SafetensorsTensor? other) =>
        other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(DType, other.DType, StringComparison.Ordinal)
        && Begin == other.Begin && End == other.End && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, DType, Begin, End);
}
