namespace Federated.Domain.Metrics;

/// <summary>How well one class is told from all others.</summary>
/// <param name="Precision">Of the examples that were taken for the class, the share that has it.</param>
/// <param name="Recall">Of the examples that have the class, the share that was taken for it.</param>
/// <param name="F1">The harmonic mean of both.</param>
/// <param name="Support">The number of examples that have the class.</param>
public readonly record struct ClassMetrics(double Precision, double Recall, double F1, double Support);
