using Federated.Domain.Models;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="Domain.Models.Layers.ActivationLayer"/>.</summary>
internal sealed class TorchActivation(Activation function) : TorchLayer(nameof(TorchActivation))
{
    /// <summary>The function of a tensor.</summary>
    internal static Tensor Apply(Activation function, Tensor input) => function switch
    {
        Activation.Relu => nn.functional.relu(input),
        Activation.Tanh => nn.functional.tanh(input),
        Activation.Gelu => nn.functional.gelu(input),
        Activation.LeakyRelu => nn.functional.leaky_relu(input, 0.01),
        Activation.Silu => nn.functional.silu(input),
        Activation.Elu => nn.functional.elu(input, 1),
        _ => nn.functional.sigmoid(input),
    };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass) => Apply(function, input);
}
