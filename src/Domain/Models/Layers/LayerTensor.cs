using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>A tensor of a layer.</summary>
/// <param name="Name">Within the layer, as PyTorch's module spells it: <c>weight</c>, <c>weight_ih_l0</c>.</param>
/// <param name="Shape">As PyTorch's module has it, row-major.</param>
/// <param name="Initial">How it starts.</param>
/// <param name="IsBuffer">True for what is counted and not trained: running means and variances.</param>
public sealed record LayerTensor(string Name, ImmutableArray<int> Shape, Initializer Initial, bool IsBuffer = false);
