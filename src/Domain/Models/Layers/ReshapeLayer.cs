using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>The same values in another shape, row-major.</summary>
public sealed record ReshapeLayer : Layer
{
    /// <summary>The shape of the result, without the batch dimension.</summary>
    public required ImmutableArray<int> Shape { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(!Shape.IsDefaultOrEmpty && Shape.All(size => size >= 1), "shape", Shape.IsDefault ? "absent" : Text(Shape), "sizes of 1 or more");
        Require(Count(Shape) == Count(input), "shape", Text(Shape), $"as many values as the input {Text(input)} has: {Count(input)}");
        return Shape;
    }

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(ReshapeLayer? other) => other is not null && base.Equals(other) && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Shape.IsDefault ? 0 : Shape.Length);
}
