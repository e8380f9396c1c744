using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;

namespace Federated.Domain.Rounds;

/// <summary>
/// Draws every cohort of a run again from the ledger alone: a coordinator that picks its partners by hand is found out.
/// The ledger does not say at which moment a cohort was drawn, only that it was between the seal before and its own, so a
/// cohort holds when it is the draw of any set of partners that was available in between. A run with <c>selection</c>
/// "resources" also depends on what nodes declared, which the ledger does not hold: it is not audited.
/// </summary>
public sealed class CohortAudit
{
    private readonly RunId _run;
    private readonly HashSet<PartnerName> _suspended = [];
    private readonly List<string> _problems = [];
    private readonly List<(ImmutableArray<PartnerName> Available, CohortHistory History)> _states = [];
    private CohortHistory? _history;
    private RunPlan? _plan;

    private CohortAudit(RunId run) => _run = run;

    /// <summary>What does not hold, by round; empty when every cohort is the draw that the plan prescribes.</summary>
    /// <param name="entries">The whole ledger, in order.</param>
    /// <param name="run">The run.</param>
    public static ImmutableArray<string> Check(IEnumerable<LedgerEntry> entries, RunId run)
    {
        var audit = new CohortAudit(run);
        foreach (var entry in entries)
            audit.Apply(entry);
        return [.. audit._problems];
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
                Close(e, e.Round, e.Cohort);
                break;
            case RoundAbandoned e when e.Run == _run:
                Close(e, e.Round, e.Cohort);
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

    private void Close(LedgerEntry entry, int round, ImmutableArray<PartnerName> cohort)
    {
        if (_plan is not { } plan || _history is not { } history || !CanCheck(plan))
            return;
        if (!_states.Any(s => Draw(plan, round, s.Available, s.History) is { } drawn && drawn.SequenceEqual(cohort)))
        {
            _problems.Add(FormattableString.Invariant(
                $"Round {_run}/{round} has the cohort [{string.Join(", ", cohort)}], which is not what the plan draws from the partners that were available."));
        }

        // A standing that changed just before the draw may not have reached the run yet: the state before the last one stays.
        var earlier = _states.Count > 1 ? _states[^2] : _states[^1];
        _history = history.After(entry);
        _states.Clear();
        _states.Add((earlier.Available, _history));
        Note();
    }

    private static ImmutableArray<PartnerName>? Draw(RunPlan plan, int round, ImmutableArray<PartnerName> available, CohortHistory history) =>
        CohortSize.Of(plan.Cohort, available.Length) is { } size
            ? CohortSelection.Select(plan, round, available, size.Assigned, history, _ => null)
            : null;
}
