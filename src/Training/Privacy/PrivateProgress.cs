namespace Federated.Training.Privacy;

/// <summary>
/// Reported after each pass through the model, or each step. Holds no loss: that would be one more query of the data.
/// </summary>
/// <param name="Done">Passes or steps done, from 1.</param>
/// <param name="Total">Of the whole call.</param>
public readonly record struct PrivateProgress(long Done, long Total);
