using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="SequentialLayer"/> and <see cref="ResidualLayer"/>.</summary>
internal sealed class TorchSequential(PlacedLayer placed, ScalarType type, bool trained) : TorchComposite(nameof(TorchSequential), placed, type, trained)
{
    private readonly bool adds = placed.Layer is ResidualLayer;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass) => adds ? input.add(Chain(input, pass)) : Chain(input, pass);
}
