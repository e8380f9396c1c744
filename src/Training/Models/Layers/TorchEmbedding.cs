using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="EmbeddingLayer"/>. Ids come as floats, which hold them exactly.</summary>
internal sealed class TorchEmbedding : TorchLayer
{
    private readonly bool padded;
    private readonly Parameter weight;

    internal TorchEmbedding(PlacedLayer placed, ScalarType type, bool trained) : base(nameof(TorchEmbedding))
    {
        padded = ((EmbeddingLayer)placed.Layer).Padding;
        weight = Zeros(placed.Tensors[0].Shape, type, trained);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => [weight];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        pass.RefuseTape("embedding");
        var ids = input.to_type(ScalarType.Int64);
        var vectors = weight.index_select(0, ids.flatten()).reshape([.. ids.shape, weight.shape[1]]);
        if (!padded) return vectors;
        // Filled, not looked up: the vector of padding counts as zero and learns nothing, whatever noise has made of it.
        pass.Padding = ids.eq(0);
        return vectors.masked_fill(pass.Padding.unsqueeze(-1), 0);
    }
}
