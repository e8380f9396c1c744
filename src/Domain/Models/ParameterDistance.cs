using System.Collections.Immutable;

namespace Federated.Domain.Models;

/// <summary>How far two models of one layout are apart. Values that are not finite give distances that are not.</summary>
/// <param name="L2">Euclidean norm of the difference over all parameters.</param>
/// <param name="Maximum">Largest absolute difference of a parameter.</param>
/// <param name="Tensors">The same for each tensor, in layout order.</param>
public sealed record ParameterDistance(double L2, double Maximum, ImmutableArray<TensorDistance> Tensors)
{
    /// <summary>The distance between two models.</summary>
    /// <param name="layout">Their layout.</param>
    /// <param name="left">Parameters, flat, in layout order.</param>
    /// <param name="right">The other model's.</param>
    /// <exception cref="ArgumentException">Not as many values as the layout has.</exception>
    public static ParameterDistance Between(ParameterLayout layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (left.Length != layout.ParameterCount || right.Length != layout.ParameterCount)
            throw new ArgumentException($"Got {left.Length} and {right.Length} values, wanted the layout's {layout.ParameterCount}.", nameof(left));
        var tensors = ImmutableArray.CreateBuilder<TensorDistance>(layout.Tensors.Length);
        var (squares, largest) = (0.0, 0.0);
        foreach (var tensor in layout.Tensors)
        {
            var offset = layout.OffsetOf(tensor.Name);
            var (tensorSquares, tensorLargest) = Between(left.Slice(offset, tensor.Count), right.Slice(offset, tensor.Count));
            tensors.Add(new(tensor.Name, tensor.Count, Math.Sqrt(tensorSquares), tensorLargest));
            squares += tensorSquares;
            largest = Math.Max(largest, tensorLargest);
        }

        return new(Math.Sqrt(squares), largest, tensors.MoveToImmutable());
    }

    private static (double Squares, double Largest) Between(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (squares, largest) = (0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            var difference = (double)left[i] - right[i];
            squares += difference * difference;
            largest = Math.Max(largest, Math.Abs(difference));
        }

        return (squares, largest);
    }
}
