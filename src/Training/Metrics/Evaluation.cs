namespace Federated.Training.Metrics;

/// <summary>How a model does on a dataset.</summary>
/// <param name="Accuracy">Share of examples whose largest logit is the label, 0 to 1.</param>
/// <param name="MeanLoss">Mean cross-entropy in nats; not finite if the model's logits are not.</param>
/// <param name="Examples">Examples looked at.</param>
public readonly record struct Evaluation(double Accuracy, double MeanLoss, int Examples);
