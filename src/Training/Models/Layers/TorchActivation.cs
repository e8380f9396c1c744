using Federated.Domain.Models;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="Domain.Models.Layers.ActivationLayer"/>.</summary>
internal sealed class TorchActivation(Activation function) : TorchLayer(nameof(TorchActivation))
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass) => function switch
    {
        Activation.Relu => nn.functional.relu(input),
        Activation.Tanh => nn.functional.tanh(input),
        _ => nn.functional.sigmoid(input),
    };
}
