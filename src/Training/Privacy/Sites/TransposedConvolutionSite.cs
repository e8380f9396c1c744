using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>A transposed convolution: its weight's gradient pairs the input with the patches of the value's gradient.</summary>
/// <param name="input">[n, in, h, w].</param>
/// <param name="output">[n, out, h', w'].</param>
/// <param name="weight">[in, out, kh, kw].</param>
/// <param name="bias">[out], or null.</param>
/// <param name="strides">Down and across.</param>
/// <param name="padding">Taken away on either side.</param>
/// <param name="dilation">Between the taps of the kernel.</param>
internal sealed class TransposedConvolutionSite(
    Tensor input, Tensor output, Tensor weight, Tensor? bias, (long, long) strides, (long, long) padding, (long, long) dilation)
    : ClippedSite(output, bias is null ? [weight] : [weight, bias])
{
    private PositionProducts? products;
    private PerExample? biases;

    /// <summary>The operation, noted.</summary>
    /// <param name="input">[n, in, h, w].</param>
    /// <param name="weight">[in, out, kh, kw].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="strides">Down and across.</param>
    /// <param name="padding">Taken away on either side.</param>
    /// <param name="outputPadding">Added at the end.</param>
    /// <param name="dilation">Between the taps of the kernel.</param>
    /// <param name="tape">Where it is noted.</param>
    /// <returns>[n, out, h', w'].</returns>
    public static Tensor Apply(
        Tensor input, Tensor weight, Tensor? bias, (long, long) strides, (long, long) padding, (long, long) outputPadding, (long, long) dilation, ClippingTape tape)
    {
        var output = nn.functional.conv_transpose2d(
            input, weight, bias, [strides.Item1, strides.Item2], [padding.Item1, padding.Item2], [outputPadding.Item1, outputPadding.Item2],
            [dilation.Item1, dilation.Item2]);
        tape.Record(new TransposedConvolutionSite(input.detach(), output, weight, bias, strides, padding, dilation));
        return output;
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms(Tensor gradient)
    {
        products = new PositionProducts(Patches(gradient));
        var squares = products.SquaredNorms(Pixels());
        if (bias is null) return squares;
        biases = new PerExample(gradient.flatten(2).sum(dim: 2));
        return squares.add_(biases.SquaredNorms());
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums)
    {
        products!.AddTo(Pixels(), factors, broken, sums[0]);
        biases?.AddTo(factors, broken, sums[1]);
    }

    /// <summary>[n, h w, in].</summary>
    private Tensor Pixels() => input.flatten(2).transpose(1, 2);

    /// <summary>[n, h w, out kh kw].</summary>
    private Tensor Patches(Tensor gradient) =>
        nn.functional.unfold(gradient, (weight.shape[2], weight.shape[3]), dilation, padding, strides).transpose(1, 2);
}
