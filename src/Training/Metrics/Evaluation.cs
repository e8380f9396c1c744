namespace Federated.Training.Metrics;

/// <summary>How a model does on a dataset.</summary>
/// <param name="Accuracy">Share of examples whose largest logit is the label, 0 to 1; not a number where answers are not right or wrong.</param>
/// <param name="MeanLoss">Mean of the objective's loss, of classes cross-entropy in nats; not finite if the model's outputs are not.</param>
/// <param name="Examples">Examples looked at.</param>
public readonly record struct Evaluation(double Accuracy, double MeanLoss, int Examples);
