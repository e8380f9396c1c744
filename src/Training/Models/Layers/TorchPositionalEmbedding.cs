using Federated.Domain.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="Domain.Models.Layers.PositionalEmbeddingLayer"/>.</summary>
internal sealed class TorchPositionalEmbedding : TorchLayer
{
    private readonly Parameter weight;

    internal TorchPositionalEmbedding(PlacedLayer placed, ScalarType type, bool trained) : base(nameof(TorchPositionalEmbedding))
    {
        weight = Zeros(placed.Tensors[0].Shape, type, trained);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => [weight];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        pass.RefuseTape("positional-embedding");
        return input.add(weight);
    }
}
