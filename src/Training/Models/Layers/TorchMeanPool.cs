using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="Domain.Models.Layers.MeanPoolLayer"/>.</summary>
internal sealed class TorchMeanPool() : TorchLayer(nameof(TorchMeanPool))
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        if (pass.Padding is not { } padding) return input.mean([1]);
        var tokens = padding.eq(0).sum(dim: 1, keepdim: true).clamp(min: 1).to_type(input.dtype);
        return input.masked_fill(padding.unsqueeze(-1), 0).sum(dim: 1).div(tokens);
    }
}
