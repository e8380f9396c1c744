using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>A layer made of others, whose tensors it has, in order, each named with its part's name in front.</summary>
public abstract record CompositeLayer : Layer
{
    /// <summary>Its parts, placed: names within the layer, tensors counted from its own first.</summary>
    /// <param name="input">Shape of an example.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: a part does not fit.</exception>
    public abstract ImmutableArray<PlacedLayer> Parts(ImmutableArray<int> input);

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input) =>
        [.. Parts(input).SelectMany(part => part.Tensors.Select(tensor => tensor with { Name = $"{part.Name}.{tensor.Name}" }))];

    /// <summary>Parts that lie beside each other, each with an input of its own.</summary>
    protected static ImmutableArray<PlacedLayer> Place(params ReadOnlySpan<(string Name, Layer Layer, ImmutableArray<int> Input)> parts)
    {
        var placed = ImmutableArray.CreateBuilder<PlacedLayer>(parts.Length);
        var tensors = 0;
        foreach (var (name, layer, input) in parts)
        {
            var output = layer.Output(input);
            var own = layer.Tensors(input);
            placed.Add(new(layer, name, input, output, own, tensors));
            tensors += own.Length;
        }

        return placed.MoveToImmutable();
    }
}
