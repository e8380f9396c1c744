using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary>
/// <see cref="Domain.Models.Layers.DropoutLayer"/>. Its masks come from the generator of the pass, not from torch's own, which all
/// trainings of a process share: the same seed gives the same masks, whatever else runs.
/// </summary>
internal sealed class TorchDropout(double rate) : TorchLayer(nameof(TorchDropout))
{
    /// <summary>Leaves a share of the values out and enlarges the others.</summary>
    internal static Tensor Apply(Tensor input, double rate, bool training, ForwardPass pass)
    {
        if (rate == 0 || !training || pass.Masks is not { } masks) return input;
        using var mask = input.empty_like().bernoulli_(1 - rate, masks).div_(1 - rate);
        return input.mul(mask);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass) => Apply(input, rate, training, pass);
}
