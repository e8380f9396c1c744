using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="LayerNormLayer"/>.</summary>
internal sealed class TorchLayerNorm : TorchLayer
{
    private readonly LayerNormLayer declared;
    private readonly Parameter weight;
    private readonly Parameter bias;

    internal TorchLayerNorm(PlacedLayer placed, ScalarType type, bool trained) : base(nameof(TorchLayerNorm))
    {
        declared = (LayerNormLayer)placed.Layer;
        weight = Zeros(placed.Tensors[0].Shape, type, trained);
        bias = Zeros(placed.Tensors[1].Shape, type, trained);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => [weight, bias];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        pass.RefuseTape("layer-norm");
        return nn.functional.layer_norm(input, weight.shape, weight, bias, declared.Epsilon);
    }
}
