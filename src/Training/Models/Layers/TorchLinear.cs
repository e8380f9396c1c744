using Federated.Domain.Models;
using Federated.Training.Privacy;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="Domain.Models.Layers.LinearLayer"/>.</summary>
internal sealed class TorchLinear : TorchLayer
{
    private readonly Parameter weight;
    private readonly Parameter? bias;

    internal TorchLinear(PlacedLayer placed, ScalarType type, bool trained) : base(nameof(TorchLinear))
    {
        weight = Zeros(placed.Tensors[0].Shape, type, trained);
        bias = placed.Tensors.Length > 1 ? Zeros(placed.Tensors[1].Shape, type, trained) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => bias is null ? [weight] : [weight, bias];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        var output = nn.functional.linear(input, weight, bias);
        pass.Tape?.Record(new LinearSite(input, output, weight, bias));
        return output;
    }
}
