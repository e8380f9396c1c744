namespace Federated.Training.Models;

/// <summary>Where one parameter tensor lies in the flat vector.</summary>
/// <param name="Name">PyTorch's name, for example <c>layers.0.weight</c>.</param>
/// <param name="Shape">PyTorch's shape: [out, in] for a weight, [out] for a bias; row-major.</param>
/// <param name="Offset">Index of its first value.</param>
/// <param name="Length">Number of values.</param>
public sealed record ParameterSlot(string Name, IReadOnlyList<int> Shape, int Offset, int Length);
