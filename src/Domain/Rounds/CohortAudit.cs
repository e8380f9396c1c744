using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;

namespace Federated.Domain.Rounds;

/// <summary>
/// Draws every cohort of a run again from the ledger alone: a coordinator that picks its partners by hand is found out.
/// The ledger does not say at which moment a cohort was drawn, only that it was between the seal before and its own, so a
/// cohort holds when it is the draw of any set of partners that was available in between. A run with <c>selection</c>
/// "resources" also depends on what nodes declared, which the ledger does not hold: there only the number is checked, and that every partner was
/// available.
/// </summary>
public sealed class CohortAudit
{
    private readonly RunId _run;
    private readonly HashSet<PartnerName> _suspended = [];
    private readonly List<CohortFinding> _findings = [];
    private readonly List<(ImmutableArray<PartnerName> Available, CohortHistory History)> _states = [];
    private CohortHistory? _history;
    private RunPlan? _plan;

    private CohortAudit(RunId run) => _run = run;

    /// <summary>What does not hold, by round; empty when every cohort is the draw that the plan prescribes.</summary>
    /// <param name="entries">The whole ledger, in order.</param>
    /// <param name="run">The run.</param>
    public static ImmutableArray<string> Check(IEnumerable<LedgerEntry> entries, RunId run) => [.. Rounds(entries, run).SelectMany(round => round.Problems)];

    /// <summary>Every round that was sealed or abandoned, in order.</summary>
    /// <param name="entries">The whole ledger, in order; entries of other runs and of other kinds are passed over.</param>
    /// <param name="run">The run.</param>
    public static ImmutableArray<CohortFinding> Rounds(IEnumerable<LedgerEntry> entries, RunId run)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var audit = new CohortAudit(run);
        foreach (var entry in entries)
            audit.Apply(entry);
        return [.. audit._findings];
    }

    /// <summary>True when the run's cohorts follow from the ledger alone.</summary>
    public static bool CanCheck(RunPlan plan) => plan.Cohort.Selection is not CohortPlan.Resources;

    private void Apply(LedgerEntry entry)
    {
        switch (entry)
        {
            case PartnerStanding e:
                if (e.Suspended)
                    _suspended.Add(e.Partner);
                else
                    _suspended.Remove(e.Partner);
                Note();
                break;
            case RunLaunched e when e.Run == _run:
                _plan = RunPlanFile.Parse(e.Plan);
                _history = CohortHistory.Of(e.Partners);
                Note();
                break;
            case RoundSealed e when e.Run == _run:
                Close(e, new(e.Round, e.Cohort, [.. e.Members.Select(m => m.Partner)], e.Spare, e.Lost, Abandoned: false));
                break;
            case RoundAbandoned e when e.Run == _run:
                Close(e, new(e.Round, e.Cohort, e.Claimed, [], [], Abandoned: true));
                break;
            case PartnerJoinedRun e when e.Run == _run:
                _history = _history?.After(e);
                Note();
                break;
        }
    }

    private void Note()
    {
        if (_history is { } history)
            _states.Add(([.. history.Partners.Keys.Where(p => !_suspended.Contains(p))], history));
    }

    private void Close(LedgerEntry entry, CohortFinding round)
    {
        if (_plan is not { } plan || _history is not { } history)
            return;
        var holding = _states.FindLastIndex(state => Holds(plan, round, state.Available, state.History));
        var available = _states[holding < 0 ? ^1 : holding].Available;
        _findings.Add(round with { Available = available.Length, Problems = [.. Problems(plan, round, holding >= 0, available.Length)] });

        // A standing that changed just before the draw may not have reached the run yet: the state before the last one stays.
        var earlier = _states.Count > 1 ? _states[^2] : _states[^1];
        _history = history.After(entry);
        _states.Clear();
        _states.Add((earlier.Available, _history));
        Note();
    }

    private static bool Holds(RunPlan plan, CohortFinding round, ImmutableArray<PartnerName> available, CohortHistory history)
    {
        if (CohortSize.Of(plan.Cohort, available.Length) is not { } size)
            return false;
        return CanCheck(plan)
            ? CohortSelection.Select(plan, round.Round, available, size.Assigned, history, _ => null).SequenceEqual(round.Cohort)
            : round.Cohort.Length == size.Assigned && round.Cohort.All(available.Contains);
    }

    private IEnumerable<string> Problems(RunPlan plan, CohortFinding round, bool holds, int available)
    {
        if (!holds)
        {
            yield return FormattableString.Invariant($"Round {_run}/{round.Round} has the cohort [{string.Join(", ", round.Cohort)}], which is not what the plan ")
                + (CanCheck(plan) ? "draws from the partners that were available." : "allows: another number of partners, or some that were not available.");
        }

        foreach (var stranger in round.Accepted.Concat(round.Spare).Concat(round.Lost).Except(round.Cohort))
            yield return FormattableString.Invariant($"Round {_run}/{round.Round} names '{stranger}', which is not in its cohort.");
        foreach (var both in round.Spare.Intersect(round.Accepted))
            yield return FormattableString.Invariant($"Round {_run}/{round.Round} says of '{both}' that its update counts and that it was not waited for.");
        if (CohortSize.Of(plan.Cohort, available) is { } size && round.Accepted.Length > size.Needed)
            yield return FormattableString.Invariant($"Round {_run}/{round.Round} took {round.Accepted.Length} updates, the plan wants {size.Needed} at most.");
    }
}
