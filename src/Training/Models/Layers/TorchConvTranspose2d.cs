using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="ConvTranspose2dLayer"/>.</summary>
internal sealed class TorchConvTranspose2d : TorchLayer
{
    private readonly ConvTranspose2dLayer declared;
    private readonly Parameter weight;
    private readonly Parameter? bias;

    internal TorchConvTranspose2d(PlacedLayer placed, ScalarType type, bool trained) : base(nameof(TorchConvTranspose2d))
    {
        declared = (ConvTranspose2dLayer)placed.Layer;
        weight = Zeros(placed.Tensors[0].Shape, type, trained);
        bias = placed.Tensors.Length > 1 ? Zeros(placed.Tensors[1].Shape, type, trained) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => bias is null ? [weight] : [weight, bias];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        pass.RefuseTape("conv-transpose2d");
        return nn.functional.conv_transpose2d(
            input, weight, bias, strides: [declared.Stride, declared.Stride], padding: [declared.Padding, declared.Padding],
            output_padding: [declared.OutputPadding, declared.OutputPadding]);
    }
}
