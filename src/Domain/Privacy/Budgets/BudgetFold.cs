using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.Domain.Privacy.Budgets;

/// <summary>
/// Budgets and charges, folded from the ledger: there is no second book. A launch charges its whole schedule to every
/// partner of the run. A run that ended early is charged the rounds it opened, by Renyi orders; an adaptive one the rounds that
/// were reserved, and nothing at its launch.
/// </summary>
public sealed class BudgetFold
{
    private readonly Dictionary<(PartnerName Partner, PrivacyUnit Unit), PrivacyBudget> _budgets = [];
    private readonly Dictionary<RunId, (RunLaunched Entry, RunPlan Plan, int Opened, bool EndedEarly, ImmutableSortedDictionary<int, long> Reserved)> _runs = [];

    /// <summary>Takes the next entry; entries of other kinds are passed over.</summary>
    public void Apply(LedgerEntry entry)
    {
        switch (entry)
        {
            case BudgetAgreed e:
                var unit = e.Unit == BudgetAgreed.Record ? PrivacyUnit.Record : PrivacyUnit.Partner;
                _budgets[(e.Partner, unit)] = new(unit, e.Epsilon, e.Delta);
                break;
            case RunLaunched e:
                _runs[e.Run] = (e, RunPlanFile.Parse(e.Plan), 0, false, ImmutableSortedDictionary<int, long>.Empty);
                break;
            case RoundReserved e when _runs.TryGetValue(e.Run, out var run):
                _runs[e.Run] = run with { Reserved = run.Reserved.SetItem(e.Round, e.MicroNoiseMultiplier) };
                break;
            case PartnerJoinedRun e when _runs.TryGetValue(e.Run, out var run):
                _runs[e.Run] = run with { Entry = run.Entry with { Partners = run.Entry.Partners.Add(e.Partner) } };
                break;
            case RoundSealed or RoundAbandoned when entry.RunOrNull is { } id && _runs.TryGetValue(id, out var run):
                _runs[id] = run with { Opened = Math.Max(run.Opened, entry.RoundOrNull!.Value) };
                break;
            // A completed run had all of its rounds, whether or not their seals were read.
            case RunFinished { Outcome: not RunFinished.Completed } e when _runs.TryGetValue(e.Run, out var run):
                _runs[e.Run] = run with { EndedEarly = true };
                break;
        }
    }

    /// <summary>The agreed budget of a partner and unit, or null when none was agreed.</summary>
    public PrivacyBudget? Budget(PartnerName partner, PrivacyUnit unit) => _budgets.GetValueOrDefault((partner, unit));

    /// <summary>What a partner was charged for a unit.</summary>
    public ImmutableArray<RunCharge> Charges(PartnerName partner, PrivacyUnit unit) =>
    [
        .. _runs.Values
            .Where(r => PrivacySchedule.Unit(r.Plan) == unit && r.Entry.Partners.Contains(partner))
            .Select(r => PrivacySchedule.IsAdaptive(r.Plan)
                ? RunCharge.Adaptive(r.Entry.Run, PrivacySchedule.Events(r.Plan, r.Reserved.Values))
                : new RunCharge(r.Entry.Run, PrivacySchedule.Events(r.Plan, r.Entry.Rounds), Used(r.Plan, r.Entry, r.Opened, r.EndedEarly))),
    ];

    /// <summary>One round more than the ledger closed may have been assigned, and an assigned round is spent.</summary>
    private static ImmutableArray<Accounting.ComposedEvent>? Used(RunPlan plan, RunLaunched entry, int opened, bool ended) =>
        ended && opened + 1 < entry.Rounds ? PrivacySchedule.Events(plan, opened + 1) : null;
}
