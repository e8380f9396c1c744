using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Contributions;

/// <summary>How far a run got, as its ledger entries tell it. A silo resumes a run from this after a crash.</summary>
/// <param name="Run">The run.</param>
/// <param name="PlanHash">The hash of its plan.</param>
/// <param name="LastClosedRound">The last committed or abandoned round; 0 before the first.</param>
/// <param name="SealedRound">The round that is sealed and to be computed and committed, or null.</param>
/// <param name="Sealed">Its sealed entry, or null.</param>
/// <param name="CurrentModel">The model of the last committed round, or the initial one.</param>
/// <param name="ServerState">The optimiser state after it, or null before the first commit.</param>
/// <param name="Outcome">completed, stopped or failed; null while the run goes on.</param>
public sealed record RunProgress(
    RunId Run,
    ContentHash PlanHash,
    int LastClosedRound,
    int? SealedRound,
    RoundSealed? Sealed,
    ContentHash CurrentModel,
    ContentHash? ServerState,
    string? Outcome);
