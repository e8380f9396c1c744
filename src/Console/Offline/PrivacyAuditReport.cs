using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Accounting;

namespace Federated.ConsoleApp.Offline;

/// <summary>What <see cref="PrivacyAudit"/> computed and what the ledger says.</summary>
/// <param name="Ledger">Whether the export itself verifies.</param>
/// <param name="Launched">The run's launch.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Outcome">How the run ended, or null while it goes on.</param>
/// <param name="Sealed">Sealed rounds.</param>
/// <param name="Closed">The last round that was sealed or abandoned.</param>
/// <param name="Opened">Rounds that may have been assigned, which is when they are spent.</param>
/// <param name="ChargedMicroEpsilon">The shares of the sealed rounds, in millionths of epsilon.</param>
/// <param name="RecomputedMicroEpsilon">What the launch should have reserved, in millionths of epsilon.</param>
/// <param name="SoFar">Of the opened rounds; null in mode none, of an adaptive run, and without one.</param>
/// <param name="Whole">Of the whole reservation; null in mode none, and of an adaptive run.</param>
/// <param name="Adaptive">Of an adaptive run, its filter and reserved rounds; null for any other.</param>
/// <param name="Problems">Everything that does not agree.</param>
public sealed record PrivacyAuditReport(
    LedgerVerdict Ledger,
    RunLaunched Launched,
    RunPlan Plan,
    string? Outcome,
    int Sealed,
    int Closed,
    int Opened,
    long ChargedMicroEpsilon,
    long RecomputedMicroEpsilon,
    PrivacyReport? SoFar,
    PrivacyReport? Whole,
    AdaptiveAudit? Adaptive,
    ImmutableArray<string> Problems)
{
    /// <summary>True when the recomputation and the ledger say the same.</summary>
    public bool Agrees => Problems.IsEmpty;
}
