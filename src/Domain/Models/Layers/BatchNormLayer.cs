using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// Every channel to mean 0 and variance 1 over the batch, then a learnt scale and offset (Ioffe and Szegedy, 1502.03167): PyTorch's
/// <c>BatchNorm1d</c> of vectors and <c>BatchNorm2d</c> of images. In evaluation running means and variances take the batch's place;
/// they are tensors of the model, which partners average like parameters.
/// </summary>
/// <remarks>PyTorch's <c>num_batches_tracked</c> is not among the tensors: nothing but a momentum of null needs it.</remarks>
public sealed record BatchNormLayer : Layer
{
    /// <summary>Added to a variance before the square root, positive.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Weight of a batch in the running mean and variance, above 0, at most 1.</summary>
    public double Momentum { get; init; } = 0.1;

    /// <inheritdoc/>
    public override bool MixesExamples => true;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(double.IsFinite(Epsilon) && Epsilon > 0, "epsilon", Epsilon, "a finite number above 0");
        Require(Momentum is > 0 and <= 1, "momentum", Momentum, "above 0, at most 1");
        Require(input.Length is 1 or 3, "the input", Text(input), "a vector, or an image [channels, height, width]");
        return input;
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input) =>
    [
        new("weight", [input[0]], Initializer.One), new("bias", [input[0]], Initializer.Zero),
        new("running_mean", [input[0]], Initializer.Zero, IsBuffer: true), new("running_var", [input[0]], Initializer.One, IsBuffer: true),
    ];
}
