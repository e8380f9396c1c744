using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>x W^T + b along the last dimension: PyTorch's <c>Linear</c>.</summary>
public sealed record LinearLayer : Layer
{
    /// <summary>Size of the last dimension of the result, at least 1.</summary>
    public required int Outputs { get; init; }

    /// <summary>False for a layer without b.</summary>
    public bool Bias { get; init; } = true;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(Outputs >= 1, "outputs", Outputs, "1 or more");
        Require(!input.IsEmpty, "the input", "a single number", "a vector, or a sequence of them");
        return input.SetItem(input.Length - 1, Outputs);
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input)
    {
        var initial = Initializer.FanIn(input[^1]);
        LayerTensor weight = new("weight", [Outputs, input[^1]], initial);
        return Bias ? [weight, new("bias", [Outputs], initial)] : [weight];
    }
}
