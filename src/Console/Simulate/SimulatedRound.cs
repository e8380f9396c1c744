using Federated.Domain.Models;

namespace Federated.ConsoleApp.Simulate;

/// <summary>A closed round in the file of figures.</summary>
/// <param name="Round">Its number; 0 is the initial model.</param>
/// <param name="Committed">False when it was abandoned.</param>
/// <param name="Accuracy">On held-out data, 0 to 1; null without data.</param>
/// <param name="Epsilon">Of everything that was put out so far; null in mode none.</param>
/// <param name="ElapsedSeconds">Since the launch, by the ledger.</param>
/// <param name="Model">The model's hash; null when it was abandoned.</param>
public sealed record SimulatedRound(int Round, bool Committed, double? Accuracy, double? Epsilon, double? ElapsedSeconds, ContentHash? Model);
