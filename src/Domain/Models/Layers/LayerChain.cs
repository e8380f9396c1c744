using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Domain.Models.Layers;

/// <summary>Layers one after another.</summary>
internal static class LayerChain
{
    /// <summary>Gives every layer the shape that the one before it makes, and counts their tensors.</summary>
    /// <param name="input">Shape of an example.</param>
    /// <param name="layers">In order.</param>
    /// <param name="prefix">Before the position in the name of a layer without one.</param>
    /// <exception cref="FederatedException">FED-1001 names the position of the layer that is wrong or does not fit the one before it.</exception>
    internal static ImmutableArray<PlacedLayer> Place(ImmutableArray<int> input, ImmutableArray<Layer> layers, string prefix)
    {
        var placed = ImmutableArray.CreateBuilder<PlacedLayer>(layers.Length);
        var (at, tensors) = (input, 0);
        for (var i = 0; i < layers.Length; i++)
        {
            if (layers[i] is not { } layer)
                throw new FederatedException(ErrorCodes.PlanInvalid, string.Create(CultureInfo.InvariantCulture, $"Layer {i} is null; wanted one of {string.Join(", ", Layer.Kinds)}."));
            try
            {
                var output = layer.Output(at);
                var own = layer.Tensors(at);
                placed.Add(new(layer, layer.Name ?? string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"), at, output, own, tensors));
                (at, tensors) = (output, tensors + own.Length);
            }
            catch (FederatedException e) when (e.Code == ErrorCodes.PlanInvalid)
            {
                throw new FederatedException(ErrorCodes.PlanInvalid,
                    string.Create(CultureInfo.InvariantCulture, $"In layer {i} ('{layer.Kind}', of an input [{string.Join(", ", at)}]): {e.Message}"));
            }
        }

        return placed.MoveToImmutable();
    }
}
