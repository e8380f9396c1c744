using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>Adds a learnt vector to every position of a sequence [length, width].</summary>
public sealed record PositionalEmbeddingLayer : Layer
{
    /// <summary>Standard deviation of the fresh vectors, finite and not negative.</summary>
    public double Deviation { get; init; } = 0.02;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(double.IsFinite(Deviation) && Deviation >= 0, "deviation", Deviation, "a finite number from 0");
        RequireSequence(input);
        return input;
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input) => [new("weight", input, Initializer.Normal(Deviation))];
}
