namespace Federated.Domain.Queries;

/// <summary>What standard scaling does to one feature.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Mean">Subtracted.</param>
/// <param name="Deviation">Divided by; positive.</param>
/// <param name="MeanError">The standard error that the query's noise gives the mean; 0 without noise.</param>
/// <param name="DeviationError">As much for the deviation.</param>
/// <param name="IsMeasured">False where the noise drowned the deviation, or the feature is the same everywhere, and the constants of its range stand in.</param>
public sealed record StandardConstants(string Feature, double Mean, double Deviation, double MeanError, double DeviationError, bool IsMeasured);
