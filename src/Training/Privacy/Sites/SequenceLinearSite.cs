using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>x W^T + b at every position of an example: tokens of a sequence, frames, pixels with their channels last.</summary>
/// <param name="input">[n, ..., in].</param>
/// <param name="output">[n, ..., out].</param>
/// <param name="weight">[out, in].</param>
/// <param name="bias">[out], or null.</param>
internal sealed class SequenceLinearSite(Tensor input, Tensor output, Tensor weight, Tensor? bias)
    : ClippedSite(output, bias is null ? [weight] : [weight, bias])
{
    private readonly PositionProducts products = new(input.detach().flatten(1, -2));
    private PerExample? biases;

    /// <inheritdoc/>
    public override Tensor SquaredNorms(Tensor gradient)
    {
        var positions = gradient.flatten(1, -2);
        var squares = products.SquaredNorms(positions);
        if (bias is null) return squares;
        biases = new PerExample(positions.sum(dim: 1));
        return squares.add_(biases.SquaredNorms());
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums)
    {
        products.AddTo(gradient.flatten(1, -2), factors, broken, sums[0]);
        biases?.AddTo(factors, broken, sums[1]);
    }
}
