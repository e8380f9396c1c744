using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>A transposed convolution, which makes images larger: PyTorch's <c>ConvTranspose2d</c>.</summary>
public sealed record ConvTranspose2dLayer : Layer
{
    /// <summary>Channels of the result, at least 1.</summary>
    public required int Outputs { get; init; }

    /// <summary>Height and width of the window, at least 1.</summary>
    public required int Kernel { get; init; }

    /// <summary>How far apart the windows of neighbouring pixels lie, at least 1.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Taken away on every side, 0 or more.</summary>
    public int Padding { get; init; }

    /// <summary>Added at the bottom and the right, 0 or more, below <see cref="Stride"/>.</summary>
    public int OutputPadding { get; init; }

    /// <summary>False for a layer without an offset per channel.</summary>
    public bool Bias { get; init; } = true;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(Outputs >= 1, "outputs", Outputs, "1 or more");
        Require(Kernel is >= 1 and <= LargestWindow, "kernel", Kernel, $"1 to {LargestWindow}");
        Require(Stride is >= 1 and <= LargestWindow, "stride", Stride, $"1 to {LargestWindow}");
        Require(Padding is >= 0 and <= LargestWindow, "padding", Padding, $"0 to {LargestWindow}");
        Require(OutputPadding >= 0 && OutputPadding < Stride, "outputPadding", OutputPadding, $"0 to below the stride {Stride}");
        RequireImage(input);
        return [Outputs, Size(input[1]), Size(input[2])];
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input)
    {
        // PyTorch takes the second dimension of the weight for the inputs, which here are the outputs.
        var initial = Initializer.FanIn((long)Outputs * Kernel * Kernel);
        LayerTensor weight = new("weight", [input[0], Outputs, Kernel, Kernel], initial);
        return Bias ? [weight, new("bias", [Outputs], initial)] : [weight];
    }

    private int Size(int size)
    {
        var result = ((size - 1L) * Stride) - (2L * Padding) + Kernel + OutputPadding;
        Require(result is >= 1 and <= int.MaxValue, "padding", Padding, $"less, so that something is left of {size} pixels");
        return (int)result;
    }
}
