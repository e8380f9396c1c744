namespace Federated.Training.Trainers;

/// <summary>What one local training made.</summary>
/// <param name="Parameters">The new flat parameters, float32, in the order of the model's layout.</param>
/// <param name="MeanLoss">The objective's loss, the mean over every example of every epoch at the time it was used.</param>
/// <param name="Steps">Optimiser steps taken.</param>
/// <param name="Examples">Examples in the dataset.</param>
/// <param name="ValidationLoss">The loss of the parameters on the validation examples; null without early stopping.</param>
/// <param name="Shared">What travels of it, where only a part was trained; else null.</param>
public sealed record LocalTrainingResult(float[] Parameters, double MeanLoss, long Steps, int Examples, double? ValidationLoss = null, float[]? Shared = null);
