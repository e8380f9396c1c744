namespace Federated.Training.Trainers;

/// <summary>What one private local training made, and the events to account. Holds no loss and no batch sizes.</summary>
/// <param name="Parameters">The new flat parameters, float32, in the order of the model's layout; private, so they may go out.</param>
/// <param name="Steps">Sampled Gaussian mechanisms that were run, each of them charged.</param>
/// <param name="SamplingRate">q of each, as it was drawn with.</param>
/// <param name="NoiseMultiplier">Sigma over sensitivity of each, in grid units; not below the wanted z.</param>
public sealed record DpSgdResult(float[] Parameters, long Steps, double SamplingRate, double NoiseMultiplier);
