namespace Federated.Training.Privacy;

/// <summary>Reported after each pass of a private computation. Holds no loss: that would be one more query of the data.</summary>
/// <param name="Done">Passes done, from 1.</param>
/// <param name="Total">Passes of the whole call.</param>
public readonly record struct MicrobatchProgress(long Done, long Total);
