using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary>A layer made of others.</summary>
internal abstract class TorchComposite : TorchLayer
{
    /// <param name="name">The class.</param>
    /// <param name="placed">What was declared.</param>
    /// <param name="type">Element type of its parameters.</param>
    /// <param name="trained">False where no gradient of a parameter is ever asked for.</param>
    protected TorchComposite(string name, PlacedLayer placed, ScalarType type, bool trained) : base(name)
    {
        Parts = [.. ((CompositeLayer)placed.Layer).Parts(placed.Input).Select(part => TorchLayers.Create(part, type, trained))];
        for (var i = 0; i < Parts.Count; i++)
            register_module(FormattableString.Invariant($"part{i}"), Parts[i]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => [.. Parts.SelectMany(part => part.Ordered)];

    /// <summary>Its parts, in the order of the declared layer.</summary>
    protected IReadOnlyList<TorchLayer> Parts { get; }

    /// <summary>One part after another.</summary>
    protected Tensor Chain(Tensor input, ForwardPass pass) => Parts.Aggregate(input, (value, part) => part.Forward(value, pass));
}
