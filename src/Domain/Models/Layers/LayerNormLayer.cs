using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// The last dimension to mean 0 and variance 1, then a learnt scale and offset (Ba et al., 1607.06450): PyTorch's <c>LayerNorm</c> of
/// one dimension.
/// </summary>
public sealed record LayerNormLayer : Layer
{
    /// <summary>Added to a variance before the square root, positive.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(double.IsFinite(Epsilon) && Epsilon > 0, "epsilon", Epsilon, "a finite number above 0");
        Require(!input.IsEmpty, "the input", "a single number", "a vector, or a sequence of them");
        return input;
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input) =>
        [new("weight", [input[^1]], Initializer.One), new("bias", [input[^1]], Initializer.Zero)];
}
