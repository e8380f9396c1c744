namespace Federated.ConsoleApp.Watch;

/// <summary>A closed round.</summary>
/// <param name="Round">Its number; 0 is the initial model.</param>
/// <param name="Committed">False when it was abandoned.</param>
/// <param name="Accuracy">Of its model on the held-out data, 0 to 1; null without data or without a model.</param>
/// <param name="Elapsed">From the run's launch to the commit, by the ledger; null for an abandoned round.</param>
/// <param name="Epsilon">
/// Of everything that was put out up to this round, at the plan's delta and in its unit: a reading. The guarantee is the whole
/// schedule's, or the filter's of an adaptive run. Null in mode none and for the initial model.
/// </param>
public sealed record RoundResult(int Round, bool Committed, double? Accuracy, TimeSpan? Elapsed, double? Epsilon = null);
