using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// A convolution as one matrix product per example over its unfolded patches (Rochette et al., arXiv 1912.06015): the patches serve
/// the value and the gradients.
/// </summary>
/// <param name="patches">[n, in kh kw, L].</param>
/// <param name="output">[n, out, L].</param>
/// <param name="weight">[out, in / groups, kh, kw].</param>
/// <param name="bias">[out], or null.</param>
/// <param name="groups">Of channels.</param>
internal sealed class ConvolutionSite(Tensor patches, Tensor output, Tensor weight, Tensor? bias, long groups)
    : ClippedSite(output, bias is null ? [weight] : [weight, bias])
{
    private readonly PositionProducts products = new(Grouped(patches, groups), groups);
    private PerExample? biases;

    /// <summary>The operation on images, noted.</summary>
    /// <param name="input">[n, in, h, w].</param>
    /// <param name="weight">[out, in / groups, kh, kw].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="strides">Down and across.</param>
    /// <param name="padding">Zeros on either side.</param>
    /// <param name="dilation">Between the taps of the kernel.</param>
    /// <param name="groups">Of channels.</param>
    /// <param name="tape">Where it is noted.</param>
    /// <returns>[n, out, h', w'].</returns>
    public static Tensor Apply(
        Tensor input, Tensor weight, Tensor? bias, (long, long) strides, (long, long) padding, (long, long) dilation, long groups, ClippingTape tape)
    {
        var (down, across) = (weight.shape[2], weight.shape[3]);
        var output = Apply(nn.functional.unfold(input, (down, across), dilation, padding, strides), weight, bias, groups, tape);
        return output.reshape(
            input.shape[0], weight.shape[0], Size(input.shape[2], down, strides.Item1, padding.Item1, dilation.Item1),
            Size(input.shape[3], across, strides.Item2, padding.Item2, dilation.Item2));
    }

    /// <summary>The operation on sequences with channels, noted.</summary>
    /// <param name="input">[n, in, length].</param>
    /// <param name="weight">[out, in / groups, k].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">Step.</param>
    /// <param name="padding">Zeros on either side.</param>
    /// <param name="dilation">Between the taps of the kernel.</param>
    /// <param name="groups">Of channels.</param>
    /// <param name="tape">Where it is noted.</param>
    /// <returns>[n, out, length'].</returns>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long dilation, long groups, ClippingTape tape)
    {
        var patches = nn.functional.unfold(input.unsqueeze(2), (1, weight.shape[2]), (1, dilation), (0, padding), (1, stride));
        return Apply(patches, weight, bias, groups, tape);
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms(Tensor gradient)
    {
        var squares = products.SquaredNorms(Grouped(gradient, groups));
        if (bias is null) return squares;
        biases = new PerExample(gradient.sum(dim: 2));
        return squares.add_(biases.SquaredNorms());
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor gradient, Tensor factors, Tensor broken, IReadOnlyList<Tensor> sums)
    {
        products.AddTo(Grouped(gradient, groups), factors, broken, sums[0]);
        biases?.AddTo(factors, broken, sums[1]);
    }

    private static Tensor Apply(Tensor patches, Tensor weight, Tensor? bias, long groups, ClippingTape tape)
    {
        var (examples, outputs) = (patches.shape[0], weight.shape[0] / groups);
        var kernels = weight.reshape(1, groups, outputs, -1).expand(examples, groups, outputs, patches.shape[1] / groups).reshape(examples * groups, outputs, -1);
        var output = kernels.bmm(patches.reshape(examples * groups, patches.shape[1] / groups, -1)).reshape(examples, weight.shape[0], -1);
        if (bias is not null) output = output.add(bias.reshape(1, -1, 1));
        tape.Record(new ConvolutionSite(patches.detach(), output, weight, bias, groups));
        return output;
    }

    /// <summary>[n, groups c, L] as [n groups, L, c].</summary>
    private static Tensor Grouped(Tensor channels, long groups) =>
        channels.reshape(channels.shape[0] * groups, channels.shape[1] / groups, channels.shape[2]).transpose(1, 2);

    private static long Size(long size, long kernel, long stride, long padding, long dilation) => (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
}
