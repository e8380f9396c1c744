using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>Layers one after another, called by their positions.</summary>
public record SequentialLayer : CompositeLayer
{
    /// <summary>At least one.</summary>
    public required ImmutableArray<Layer> Layers { get; init; }

    /// <inheritdoc/>
    public override bool MixesExamples => Layers.Any(layer => layer.MixesExamples);

    /// <inheritdoc/>
    public override double DroppedOut => Layers.Max(layer => layer.DroppedOut);

    /// <inheritdoc/>
    public override ImmutableArray<PlacedLayer> Parts(ImmutableArray<int> input) => LayerChain.Place(input, Layers, prefix: string.Empty);

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(!Layers.IsDefaultOrEmpty, "layers", "empty", "at least one layer");
        return Parts(input)[^1].Output;
    }

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public virtual bool Equals(SequentialLayer? other) => other is not null && base.Equals(other) && Layers.AsSpan().SequenceEqual(other.Layers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Layers.IsDefault ? 0 : Layers.Length);
}
