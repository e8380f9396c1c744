namespace Federated.Domain.Strategies;

/// <summary>A vector that a strategy keeps between rounds.</summary>
/// <param name="Name">Its name in the stored state.</param>
/// <param name="Initial">Each of its values before the first step.</param>
public sealed record StrategyMoment(string Name, double Initial);
