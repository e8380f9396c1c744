using System.Collections.Immutable;

namespace Federated.Domain.Models;

/// <summary>One named tensor of a model, float32 and row-major. Two are equal when name and every dimension are.</summary>
/// <param name="Name">The name as PyTorch's <c>state_dict</c> spells it, for example <c>layers.0.weight</c>.</param>
/// <param name="Shape">The dimensions, outermost first; empty for a scalar.</param>
public sealed record ParameterTensor(string Name, ImmutableArray<int> Shape)
{
    /// <summary>The dimensions, outermost first; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; init; } = Shape.IsDefault ? [] : Shape;

    /// <summary>The number of values: the product of the dimensions, 1 for a scalar.</summary>
    /// <exception cref="OverflowException">The product exceeds an <see cref="int"/>; a <see cref="ParameterLayout"/> holds no
    /// such tensor.</exception>
    public int Count => Shape.Aggregate(1, static (product, dimension) => checked(product * dimension));

    /// <summary>Equality of name and dimensions.</summary>
    public bool Equals(ParameterTensor? other) =>
        other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Name, StringComparer.Ordinal);
        foreach (var dimension in Shape)
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary><c>name [dimensions]</c>, as messages print it.</summary>
    public override string ToString() => $"{Name} [{string.Join(',', Shape)}]";
}
