using Federated.Domain.Privacy.Accounting;

namespace Federated.ConsoleApp.Demo;

/// <summary>What came of one demo.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Verified">True when the run completed, and ledger, receipts and privacy spend verified.</param>
/// <param name="Accuracy">Of the final model on what no partner trained on, 0 to 1; null when none was measured.</param>
/// <param name="Epsilon">Computed again from the ledger; null in mode none.</param>
/// <param name="ChargedMicroEpsilon">What the ledger charged, in millionths of epsilon.</param>
/// <param name="PlannedMicroEpsilon">What the plan said before the launch, in millionths of epsilon.</param>
public sealed record DemoOutcome(
    ulong Seed, bool Verified, double? Accuracy, PrivacyReport? Epsilon, long ChargedMicroEpsilon, long PlannedMicroEpsilon)
{
    /// <summary>True when the run cost no more than its plan said, by the ledger and by the computation from it.</summary>
    public bool IsWithinPlan => ChargedMicroEpsilon <= PlannedMicroEpsilon
        && (Epsilon is null || Epsilon.Epsilon * 1e6 <= PlannedMicroEpsilon);
}
