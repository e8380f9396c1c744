using System.Collections.Immutable;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Models;

/// <summary>A layer at its place in a model.</summary>
/// <param name="Layer">What was declared.</param>
/// <param name="Name">What its tensors' names begin with.</param>
/// <param name="Input">Shape of an example that comes in.</param>
/// <param name="Output">Shape that goes out.</param>
/// <param name="Tensors">Its tensors, named within the layer.</param>
/// <param name="FirstTensor">Position of its first tensor in the model's layout.</param>
public sealed record PlacedLayer(
    Layer Layer, string Name, ImmutableArray<int> Input, ImmutableArray<int> Output, ImmutableArray<LayerTensor> Tensors, int FirstTensor);
