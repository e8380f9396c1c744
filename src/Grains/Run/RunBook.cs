using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.Domain.Strategies;
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
/// <param name="Adaptive">Reserved rounds and tuned noise of an adaptive run; null for any other.</param>
public sealed record RunBook(
    RunLaunched Launched, RunPlan Plan, int ClosedRounds, int CommittedRounds, ContentHash Model, ContentHash? ServerState, string? Outcome,
    AdaptiveBook? Adaptive = null)
{
    /// <summary>
    /// The last committed round that counted a partner's update, by partner; only followed where a node has state that depends on it
    /// (scaffold).
    /// </summary>
    public ImmutableDictionary<PartnerName, int> Counted { get; init; } = ImmutableDictionary<PartnerName, int>.Empty;

    private ImmutableArray<PartnerName> Sealed { get; init; } = [];

    private bool Follows => Plan.Strategy.Kind == StrategySpecification.ScaffoldKind;

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

        // Only these rules look at the members of a sealed round, and only they pay for reading it.
        var book = this;
        if ((Follows || Plan.Cohort.Selection is not null) && await ledger.Find(LedgerKeys.Sealed(NextRound)) is { } sealedRound)
            book = book.With(sealedRound.Decode());
        return book.With(entry.Decode());
    }

    /// <summary>This book with one more entry of its run.</summary>
    public RunBook With(LedgerEntry entry) => Fold(this, entry)!;

    private static RunBook? Fold(RunBook? book, LedgerEntry entry) => Progress(book, entry) is { } next && next.Launched.Run == entry.RunOrNull
        ? next with
        {
            History = next.History.After(entry),
            Adaptive = entry is RunLaunched launched ? AdaptiveBook.Of(launched) : book!.Adaptive?.Apply(entry),
        }
        : book;

    private static RunBook? Progress(RunBook? book, LedgerEntry entry) => entry switch
    {
        RunLaunched launched => new(launched, RunPlanFile.Parse(launched.Plan), 0, 0, launched.InitialModel, null, null),
        RoundSealed seal when book!.Follows => book with { Sealed = [.. seal.Members.Select(m => m.Partner)] },
        RoundCommitted committed => book! with
        {
            Counted = book.Counted.SetItems(book.Sealed.Select(partner => KeyValuePair.Create(partner, committed.Round))),
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
