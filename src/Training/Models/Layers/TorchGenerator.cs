using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="GeneratorLayer"/>.</summary>
internal sealed class TorchGenerator(PlacedLayer placed, ScalarType type, bool trained) : TorchComposite(nameof(TorchGenerator), placed, type, trained)
{
    /// <summary>Length of the noise.</summary>
    internal int Latent { get; } = ((GeneratorLayer)placed.Layer).Latent;

    /// <summary>Examples pass by.</summary>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        pass.RefuseTape("generator");
        return input;
    }

    /// <summary>What it makes [n, ...] of noise [n, latent].</summary>
    internal Tensor Generate(Tensor noise, ForwardPass pass) => Chain(noise, pass);
}
