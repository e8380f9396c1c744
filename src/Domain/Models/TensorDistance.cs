namespace Federated.Domain.Models;

/// <summary>How far two models are apart in one tensor.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="Count">Its number of values.</param>
/// <param name="L2">Euclidean norm of the difference.</param>
/// <param name="Maximum">Largest absolute difference of a value.</param>
public sealed record TensorDistance(string Name, int Count, double L2, double Maximum);
