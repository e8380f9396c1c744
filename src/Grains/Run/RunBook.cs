using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;

namespace Federated.Grains.Run;

/// <summary>
/// How far a run got, read from the ledger: all its entries once per activation, then one entry per closed round.
/// </summary>
/// <param name="Launched">The launch entry.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="ClosedRounds">Rounds that are committed or abandoned.</param>
/// <param name="CommittedRounds">Rounds that are committed.</param>
/// <param name="Model">The newest committed model.</param>
/// <param name="ServerState">The newest strategy moments, or null.</param>
/// <param name="Outcome">completed, stopped or failed; null while the run goes on.</param>
public sealed record RunBook(
    RunLaunched Launched, RunPlan Plan, int ClosedRounds, int CommittedRounds, ContentHash Model, ContentHash? ServerState, string? Outcome)
{
    /// <summary>The partners of the run with their turns: those of the launch and those that joined.</summary>
    public CohortHistory History { get; init; } = CohortHistory.Of(Launched.Partners);

    /// <summary>The run.</summary>
    public RunId Run => Launched.Run;

    /// <summary>The round that is open or comes next.</summary>
    public RoundId NextRound => new(Run, ClosedRounds + 1);

    /// <summary>Reads a run, or null when the ledger does not know it.</summary>
    public static async Task<RunBook?> Read(ILedgerStore ledger, RunId run)
    {
        RunBook? book = null;
        foreach (var stored in await ledger.EntriesOfRun(run))
            book = Fold(book, stored.Decode());
        return book;
    }

    /// <summary>This book with the next round's closing entry, or unchanged when the ledger has none yet.</summary>
    public async Task<RunBook> Follow(ILedgerStore ledger)
    {
        var entry = await ledger.Find(LedgerKeys.Committed(NextRound)) ?? await ledger.Find(LedgerKeys.Abandoned(NextRound));
        if (entry is null)
            return this;

        // Only these rules look at the turns of a sealed round, and only they pay for reading it.
        var book = this;
        if (Plan.Cohort.Selection is not null && await ledger.Find(LedgerKeys.Sealed(NextRound)) is { } sealedRound)
            book = book.With(sealedRound.Decode());
        return book.With(entry.Decode());
    }

    /// <summary>This book with one more entry of its run.</summary>
    public RunBook With(LedgerEntry entry) => Fold(this, entry)!;

    private static RunBook? Fold(RunBook? book, LedgerEntry entry) => Progress(book, entry) is { } next && next.Launched.Run == entry.RunOrNull
        ? next with { History = next.History.After(entry) }
        : book;

    private static RunBook? Progress(RunBook? book, LedgerEntry entry) => entry switch
    {
        RunLaunched launched => new(launched, RunPlanFile.Parse(launched.Plan), 0, 0, launched.InitialModel, null, null),
        RoundCommitted committed => book! with
        {
            ClosedRounds = committed.Round,
            CommittedRounds = book.CommittedRounds + 1,
            Model = committed.Model,
            ServerState = committed.ServerState,
        },
        RoundAbandoned abandoned => book! with { ClosedRounds = abandoned.Round },
        RunFinished finished => book! with { Outcome = finished.Outcome },
        _ => book,
    };
}
