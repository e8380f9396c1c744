using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>A convolution of an image [channels, height, width]: PyTorch's <c>Conv2d</c>, padded with zeros.</summary>
public sealed record Conv2dLayer : Layer
{
    /// <summary>Channels of the result, at least 1.</summary>
    public required int Outputs { get; init; }

    /// <summary>Height and width of the window, at least 1.</summary>
    public required int Kernel { get; init; }

    /// <summary>Steps of the window, at least 1.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Zeros on every side, 0 or more, at most half of the window.</summary>
    public int Padding { get; init; }

    /// <summary>False for a layer without an offset per channel.</summary>
    public bool Bias { get; init; } = true;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(Outputs >= 1, "outputs", Outputs, "1 or more");
        RequireImage(input);
        return [Outputs, Windows(input[1], Kernel, Stride, Padding), Windows(input[2], Kernel, Stride, Padding)];
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input)
    {
        var initial = Initializer.FanIn((long)input[0] * Kernel * Kernel);
        LayerTensor weight = new("weight", [Outputs, input[0], Kernel, Kernel], initial);
        return Bias ? [weight, new("bias", [Outputs], initial)] : [weight];
    }
}
