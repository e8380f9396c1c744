namespace Federated.Training.Trainers;

/// <summary>Reported after each step.</summary>
/// <param name="Step">Steps taken, from 1.</param>
/// <param name="TotalSteps">Steps of the whole call.</param>
/// <param name="Epoch">Epoch under way, from 1.</param>
/// <param name="Loss">Mean cross-entropy of the step's batch, in nats. Stays at the partner.</param>
public readonly record struct TrainingProgress(long Step, long TotalSteps, int Epoch, double Loss);
