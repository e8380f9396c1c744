using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="GroupNormLayer"/>.</summary>
internal sealed class TorchGroupNorm : TorchLayer
{
    private readonly GroupNormLayer declared;
    private readonly Parameter weight;
    private readonly Parameter bias;

    internal TorchGroupNorm(PlacedLayer placed, ScalarType type, bool trained) : base(nameof(TorchGroupNorm))
    {
        declared = (GroupNormLayer)placed.Layer;
        weight = Zeros(placed.Tensors[0].Shape, type, trained);
        bias = Zeros(placed.Tensors[1].Shape, type, trained);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => [weight, bias];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        pass.RefuseTape("group-norm");
        return nn.functional.group_norm(input, declared.Groups, weight, bias, declared.Epsilon);
    }
}
