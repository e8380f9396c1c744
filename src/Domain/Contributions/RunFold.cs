using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.Domain.Contributions;

/// <summary>Folds a run's entries to its progress. Entries that cannot follow each other are refused, not skipped.</summary>
public static class RunFold
{
    /// <summary>The progress after all of <paramref name="entriesOfRun"/>.</summary>
    /// <param name="entriesOfRun">The run's entries in ledger order, the launch first; entries of no run are skipped.</param>
    /// <exception cref="FederatedException">FED-1401 when there is no launch, an entry of another run, or an impossible order.</exception>
    public static RunProgress Fold(IEnumerable<LedgerEntry> entriesOfRun)
    {
        ArgumentNullException.ThrowIfNull(entriesOfRun);
        RunProgress? progress = null;
        foreach (var entry in entriesOfRun.Where(e => e.RunOrNull is not null))
            progress = progress is null ? Launch(entry) : Next(progress, entry);
        return progress ?? throw Corrupt("no entries", "run-launched first");
    }

    private static RunProgress Launch(LedgerEntry entry) => entry is RunLaunched e
        ? new(e.Run, e.PlanHash, 0, null, null, e.InitialModel, null, null)
        : throw Corrupt($"a {entry.Type} entry of run '{entry.RunOrNull}'", "run-launched first");

    private static RunProgress Next(RunProgress at, LedgerEntry entry)
    {
        if (entry.RunOrNull != at.Run)
            throw Corrupt($"an entry of run '{entry.RunOrNull}'", $"entries of run '{at.Run}' only");
        if (entry is UpdateLate or UpdateRejected or PartnerJoinedRun)
            return at;
        if (at.Outcome is not null)
            throw Corrupt($"a {entry.Type} entry after run-finished", "late and rejected updates only");
        switch (entry)
        {
            case RoundSealed e when at.Sealed is null && e.Round == at.LastClosedRound + 1 && e.BaseModel == at.CurrentModel:
                return at with { SealedRound = e.Round, Sealed = e };
            case RoundCommitted e when at.SealedRound == e.Round && e.BaseModel == at.CurrentModel:
                return at with
                {
                    LastClosedRound = e.Round,
                    SealedRound = null,
                    Sealed = null,
                    CurrentModel = e.Model,
                    ServerState = e.ServerState,
                };
            case RoundReserved or NoiseTuned:
                return at;
            case RoundAbandoned e when at.Sealed is null && e.Round == at.LastClosedRound + 1:
                return at with { LastClosedRound = e.Round };
            case RunFinished e when e.Model == at.CurrentModel && (at.Sealed is null || e.Outcome is not RunFinished.Completed):
                return at with { Outcome = e.Outcome };
            default:
                throw Corrupt(
                    $"a {entry.Type} entry of round {entry.RoundOrNull ?? 0}",
                    $"one that follows last closed round {at.LastClosedRound}, "
                    + $"sealed round {at.SealedRound ?? 0} (0 is none) and model {at.CurrentModel}");
        }
    }

    private static FederatedException Corrupt(string got, string wanted) =>
        new(ErrorCodes.LedgerCorrupt, $"Got {got}, wanted {wanted}. Verify the ledger with 'fed ledger verify'.");
}
