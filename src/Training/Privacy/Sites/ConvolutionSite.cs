using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// A convolution: an example's gradient is the product of the value's gradient and the unfolded patches of the input (Rochette et al.,
/// arXiv 1912.06015).
/// </summary>
/// <param name="input">[n, in, h, w].</param>
/// <param name="output">[n, out, h', w'].</param>
/// <param name="weight">[out, in, kh, kw].</param>
/// <param name="bias">[out], or null.</param>
/// <param name="stride">Down and across.</param>
/// <param name="padding">Zeros on every side.</param>
internal sealed class ConvolutionSite(Tensor input, Tensor output, Tensor weight, Tensor? bias, long stride, long padding)
    : ClippedSite(output, bias is null ? [weight] : [weight, bias])
{
    private PositionProducts? products;
    private PerExample? biases;

    /// <summary>The operation, noted.</summary>
    /// <param name="input">[n, in, h, w].</param>
    /// <param name="weight">[out, in, kh, kw].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">Down and across.</param>
    /// <param name="padding">Zeros on every side.</param>
    /// <param name="tape">Where it is noted.</param>
    /// <returns>[n, out, h', w'].</returns>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, ClippingTape tape)
    {
        var output = nn.functional.conv2d(input, weight, bias, strides: [stride, stride], padding: [padding, padding]);
        tape.Record(new ConvolutionSite(input.detach(), output, weight, bias, stride, padding));
        return output;
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms(Tensor gradient)
    {
        products = new PositionProducts(Patches.Of(input, weight, stride, padding));
        var places = gradient.flatten(2);
        var squares = products.SquaredNorms(places.transpose(1, 2));
        if (bias is null) return squares;
        biases = new PerExample(places.sum(dim: 2));
        return squares.add_(biases.SquaredNorms());
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums)
    {
        products!.AddTo(gradient.flatten(2).transpose(1, 2), factors, broken, sums[0]);
        biases?.AddTo(factors, broken, sums[1]);
    }
}
