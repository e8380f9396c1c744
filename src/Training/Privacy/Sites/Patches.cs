using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>What the windows of a convolution see.</summary>
internal static class Patches
{
    /// <summary>Every window of every image, flat.</summary>
    /// <param name="images">[n, channels, h, w].</param>
    /// <param name="weight">[..., kh, kw].</param>
    /// <param name="stride">Down and across.</param>
    /// <param name="padding">Zeros on every side.</param>
    /// <returns>[n, windows, channels kh kw].</returns>
    internal static Tensor Of(Tensor images, Tensor weight, long stride, long padding) =>
        nn.functional.unfold(images, (weight.shape[2], weight.shape[3]), (1, 1), (padding, padding), (stride, stride)).transpose(1, 2);
}
