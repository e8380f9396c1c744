using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="Domain.Models.Layers.GlobalPoolLayer"/>.</summary>
internal sealed class TorchGlobalPool() : TorchLayer(nameof(TorchGlobalPool))
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass) => input.mean([2, 3]);
}
