using Federated.Domain.Ledger;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;

namespace Federated.Grains.Ledger;

/// <summary>
/// The budgets as the ledger stands: folded whole at the first reading, and from then on with what was appended since. What is kept
/// is a reading of an append-only list, so it can be behind, and catches up, but never wrong.
/// </summary>
/// <param name="store">The ledger.</param>
/// <remarks>Not for several readings at once: a ledger grain answers one command after the other.</remarks>
public sealed class BudgetBook(ILedgerStore store)
{
    private const int PageSize = 1_000;
    private static readonly string[] Types =
        [BudgetAgreed.TypeName, RunLaunched.TypeName, PartnerJoinedRun.TypeName, RoundReserved.TypeName, RunFinished.TypeName];

    private BudgetFold? _fold;
    private long _size;

    /// <summary>The fold of every entry up to now; it changes with the next reading.</summary>
    public async Task<BudgetFold> Read()
    {
        if (_fold is null)
        {
            var size = (await store.ReadHead()).Size;
            (_fold, _size) = (await Whole(size), size);
        }

        while (await store.Page(_size, PageSize) is { IsEmpty: false } page)
        {
            foreach (var stored in page)
            {
                _fold.Apply(stored.Decode());
                _size = stored.Index + 1;
            }
        }

        return _fold;
    }

    /// <summary>Seals are many and long, and only a run that did not complete is charged by the rounds that it opened.</summary>
    private async Task<BudgetFold> Whole(long size)
    {
        var fold = new BudgetFold();
        var open = new HashSet<RunId>();
        foreach (var stored in await store.EntriesOfTypes(Types))
        {
            if (stored.Index >= size)
                continue;
            var entry = stored.Decode();
            fold.Apply(entry);
            if (entry is RunLaunched launched)
                open.Add(launched.Run);
            else if (entry is RunFinished { Outcome: RunFinished.Completed } completed)
                open.Remove(completed.Run);
        }

        foreach (var run in open)
        {
            foreach (var stored in await store.EntriesOfRun(run))
            {
                if (stored.Index < size && stored.Decode() is (RoundSealed or RoundAbandoned) and var closed)
                    fold.Apply(closed);
            }
        }

        return fold;
    }
}
