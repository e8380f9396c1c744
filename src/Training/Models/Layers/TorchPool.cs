using Federated.Domain.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="MaxPool2dLayer"/> and <see cref="AvgPool2dLayer"/>.</summary>
internal sealed class TorchPool(PoolLayer declared) : TorchLayer(nameof(TorchPool))
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        long[] kernel = [declared.Kernel, declared.Kernel];
        long[] stride = [declared.Stride ?? declared.Kernel, declared.Stride ?? declared.Kernel];
        long[] padding = [declared.Padding, declared.Padding];
        return declared is MaxPool2dLayer
            ? nn.functional.max_pool2d(input, kernel, stride, padding)
            : nn.functional.avg_pool2d(input, kernel, stride, padding);
    }
}
