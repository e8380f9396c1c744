using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// Groups of channels to mean 0 and variance 1 within an example, then a learnt scale and offset (Wu and He, 1803.08494): PyTorch's
/// <c>GroupNorm</c>. It needs no other example, so that private modes admit it.
/// </summary>
public sealed record GroupNormLayer : Layer
{
    /// <summary>Groups, at least 1; a divisor of the channels.</summary>
    public required int Groups { get; init; }

    /// <summary>Added to a variance before the square root, positive.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(double.IsFinite(Epsilon) && Epsilon > 0, "epsilon", Epsilon, "a finite number above 0");
        Require(input.Length is 1 or 3, "the input", Text(input), "a vector, or an image [channels, height, width]");
        Require(Groups >= 1 && input[0] % Groups == 0, "groups", Groups, $"a divisor of the {input[0]} channels");
        return input;
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input) =>
        [new("weight", [input[0]], Initializer.One), new("bias", [input[0]], Initializer.Zero)];
}
