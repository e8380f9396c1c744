using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="TransformerBlockLayer"/>, of linear and normalising layers.</summary>
internal sealed class TorchTransformerBlock(PlacedLayer placed, ScalarType type, bool trained) : TorchComposite(nameof(TorchTransformerBlock), placed, type, trained)
{
    // Far below every score, and finite: a row of nothing but padding becomes a mean, not a division of 0 by 0.
    private const double Unseen = -1e9;

    private readonly TransformerBlockLayer declared = (TransformerBlockLayer)placed.Layer;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        var attended = input.add(Dropped(Attention(Parts[0].Forward(input, pass), pass), pass));
        var hidden = TorchActivation.Apply(declared.Activation, Parts[6].Forward(Parts[5].Forward(attended, pass), pass));
        return attended.add(Dropped(Parts[7].Forward(hidden, pass), pass));
    }

    /// <summary>Scaled dot products (1706.03762, section 3.2).</summary>
    private Tensor Attention(Tensor states, ForwardPass pass)
    {
        var (length, width) = (states.shape[1], states.shape[2]);
        var query = Heads(Parts[1].Forward(states, pass));
        var key = Heads(Parts[2].Forward(states, pass));
        var value = Heads(Parts[3].Forward(states, pass));
        var scores = query.matmul(key.transpose(-2, -1)).mul(1 / Math.Sqrt((double)width / declared.Heads));
        if (declared.Causal)
            scores = scores.masked_fill(ones(length, length).triu(1).to_type(ScalarType.Bool), Unseen);
        if (pass.Padding is { } padding)
            scores = scores.masked_fill(padding.reshape(-1, 1, 1, length), Unseen);
        var mixed = Dropped(scores.softmax(-1), pass).matmul(value).transpose(1, 2).reshape(-1, length, width);
        return Parts[4].Forward(mixed, pass);
    }

    /// <summary>[n, length, width] to [n, heads, length, width of a head].</summary>
    private Tensor Heads(Tensor states) => states.reshape(-1, states.shape[1], declared.Heads, states.shape[2] / declared.Heads).transpose(1, 2);

    private Tensor Dropped(Tensor values, ForwardPass pass) => TorchDropout.Apply(values, declared.Dropout, training, pass);
}
