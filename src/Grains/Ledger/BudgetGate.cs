using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;

namespace Federated.Grains.Ledger;

/// <summary>What the agreed budgets and a run's own filter admit, by the ledger as it stands.</summary>
/// <param name="store">The ledger.</param>
internal sealed class BudgetGate(ILedgerStore store)
{
    private readonly BudgetBook _budgets = new(store);

    /// <summary>Checks that a launch fits the budget of every partner of the run.</summary>
    /// <param name="launched">The launch, or that of a run that a partner joins, with that partner alone.</param>
    /// <param name="mustAgree">True when a partner without a budget is refused.</param>
    /// <exception cref="FederatedException">
    /// FED-1007 says whose budget does not cover it, and what would fit; FED-1406 when a budget is missing that must be there.
    /// </exception>
    public async Task CheckLaunch(RunLaunched launched, bool mustAgree = false)
    {
        var plan = RunPlanFile.Parse(launched.Plan);
        if (PrivacySchedule.Unit(plan) is not { } unit)
            return;
        var fold = await _budgets.Read();
        foreach (var partner in launched.Partners)
        {
            if (mustAgree && fold.Budget(partner, unit) is null)
                throw new FederatedException(ErrorCodes.ReservationMissing, $"No budget was agreed with '{partner}', so it cannot join a private run. 'fed partner budget {partner}' records one.");
            if (fold.Budget(partner, unit) is { } budget)
                BudgetRule.Check(budget, fold.Charges(partner, unit), plan, launched.Run, $"the budget of '{partner}'");
        }
    }

    /// <summary>The noise multiplier, in millionths, with which the next round of an adaptive run may be reserved.</summary>
    /// <exception cref="FederatedException">FED-1007: the run's filter or a partner's budget does not admit it; FED-1303: it is not next.</exception>
    public async Task<long> AdmitRound(RoundId round)
    {
        var book = await Book(round.Run);
        if (round.Number != book.ClosedRounds + 1 || round.Number != book.Reserved.Length + 1 || round.Number > book.Plan.Rounds)
        {
            throw new FederatedException(ErrorCodes.RoundUnknown,
                $"Round {round} cannot be reserved: of at most {book.Plan.Rounds} rounds {book.ClosedRounds} are closed and {book.Reserved.Length} reserved.");
        }

        RunFilter.Check(book.Plan, book.Reserved, book.Noise);
        var unit = PrivacySchedule.Unit(book.Plan)!.Value;
        var fold = await _budgets.Read();
        foreach (var partner in book.Launched.Partners)
        {
            if (fold.Budget(partner, unit) is not { } budget)
                continue;
            RunCharge[] others = [.. fold.Charges(partner, unit).Where(charge => charge.Run != round.Run)];
            BudgetRule.CheckRound(budget, others, book.Plan, round.Run, book.Reserved, book.Noise, $"the budget of '{partner}'");
        }

        return book.Noise;
    }

    /// <summary>The book of an adaptive run.</summary>
    /// <exception cref="FederatedException">FED-1006: the run is not adaptive, or not launched.</exception>
    public async Task<AdaptiveBook> Book(RunId run) => AdaptiveBook.Of((await store.EntriesOfRun(run)).Select(stored => stored.Decode()))
        ?? throw new FederatedException(ErrorCodes.PlanIncompatible,
            $"Run '{run}' is not adaptive: its plan has no privacy.filter, so its rounds and their noise are fixed. A run with a filter can be tuned.");
}
