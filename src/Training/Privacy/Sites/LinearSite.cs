using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// x W^T + b of one vector an example: the squared norm of an example's gradient is (|x|^2 + 1) |g|^2 (Goodfellow, arXiv 1510.01799), and the
/// clipped sum is one weighted matrix product.
/// </summary>
/// <param name="input">[n, in].</param>
/// <param name="output">[n, out].</param>
/// <param name="weight">[out, in].</param>
/// <param name="bias">[out], or null.</param>
internal sealed class LinearSite(Tensor input, Tensor output, Tensor weight, Tensor? bias) : ClippedSite(output, bias is null ? [weight] : [weight, bias])
{
    /// <summary>The operation, noted.</summary>
    /// <param name="input">[n, in], or [n, ..., in] with the same weight at every position.</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="tape">Where it is noted.</param>
    /// <returns>[n, out] or [n, ..., out].</returns>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias, ClippingTape tape)
    {
        var output = nn.functional.linear(input, weight, bias);
        tape.Record(input.shape.Length == 2 ? new LinearSite(input, output, weight, bias) : new SequenceLinearSite(input, output, weight, bias));
        return output;
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms(Tensor gradient)
    {
        var squares = input.square().sum(dim: 1);
        return (bias is null ? squares : squares.add(1)).mul(gradient.square().sum(dim: 1));
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums)
    {
        var brokenRows = Spread(broken, gradient);
        var scaled = gradient.mul(Spread(factors, gradient)).masked_fill_(brokenRows, 0);
        sums[0].addmm_(scaled.t(), input.masked_fill(brokenRows, 0));
        // The dimension is named: a bare 0 would be taken for the element type.
        if (bias is not null) sums[1].add_(scaled.sum(dim: 0));
    }
}
