using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// The rules one entry after the other has to keep. <see cref="Apply"/> returns null, or what is wrong; after that the
/// state is not to be used again. Times are not compared: clocks of several silos may disagree.
/// </summary>
internal sealed class LedgerRules(string? federation)
{
    private readonly HashSet<PartnerName> _enrolled = [];
    private readonly Dictionary<PartnerName, PartnerStanding> _standings = [];
    private readonly Dictionary<RunId, RunRules> _runs = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private ModelRegistry _models = ModelRegistry.Empty;
    private long _entries;
    private int _sealed;
    private int _committed;
    private int _abandoned;
    private long _accepted;
    private long _rejected;
    private long _late;
    private long _spend;

    public LedgerCounts Counts => new(_enrolled.Count, _runs.Count, _sealed, _committed, _abandoned, _accepted, _rejected, _late, _spend);

    public string? Apply(LedgerEntry entry, ContentHash leaf)
    {
        if ((_entries++ == 0) != (entry is FederationCreated))
            return $"Got a {entry.Type} entry as entry {_entries - 1}, wanted federation-created there and nowhere else.";
        if (entry.UniqueKey is { } key && !_keys.Add(key))
            return $"Got '{key}' a second time, wanted it once in a ledger.";
        if (ApplyAlone(entry, leaf) is { } problem)
            return problem;
        if (_models.Refuse(entry) is { } refusal)
            return refusal.Message;
        _models = _models.Apply(entry);
        return null;
    }

    private string? ApplyAlone(LedgerEntry entry, ContentHash leaf)
    {
        return entry switch
        {
            FederationCreated e => federation is null || string.Equals(e.Federation, federation, StringComparison.Ordinal)
                ? null
                : $"Got the ledger of federation '{e.Federation}', wanted '{federation}' as the keys name it.",
            PartnerEnrolled e => Enrol(e),
            BudgetAgreed e => _enrolled.Contains(e.Partner) ? null : $"Got a budget of partner '{e.Partner}', who is not enrolled.",
            PartnerStanding e => Stand(e),
            RunLaunched e => Launch(e),
            _ when ModelRegistry.Concerns(entry) => null,
            _ => InRun(entry, leaf),
        };
    }

    private string? Enrol(PartnerEnrolled entry)
    {
        _enrolled.Add(entry.Partner);
        return null;
    }

    private string? Stand(PartnerStanding entry)
    {
        if (!_enrolled.Contains(entry.Partner))
            return $"Got a {entry.Type} entry of partner '{entry.Partner}', who is not enrolled.";
        var before = _standings.GetValueOrDefault(entry.Partner);
        if (entry.Change != (before?.Change ?? 0) + 1 || entry.Suspended == (before?.Suspended ?? false))
            return $"Got change {entry.Change} of the standing of partner '{entry.Partner}', which does not follow change {before?.Change ?? 0}.";
        _standings[entry.Partner] = entry;
        return null;
    }

    private string? Launch(RunLaunched entry)
    {
        foreach (var partner in entry.Partners)
        {
            if (!_enrolled.Contains(partner))
                return $"Run '{entry.Run}' is launched with partner '{partner}', who is not enrolled.";
        }

        var run = new RunRules(entry);
        _runs.Add(entry.Run, run);
        return run.CheckPlan();
    }

    private string? InRun(LedgerEntry entry, ContentHash leaf)
    {
        if (entry.RunOrNull is not { } id || !_runs.TryGetValue(id, out var run))
            return $"Got a {entry.Type} entry of run '{entry.RunOrNull}', which was not launched before.";
        if (entry.PartnerOrNull is { } partner && !_enrolled.Contains(partner))
            return $"Got a {entry.Type} entry of partner '{partner}', who is not enrolled.";
        switch (entry)
        {
            case NoiseTuned e:
                return run.Tune(e);
            case RoundReserved e:
                return run.Reserve(e);
            case PartnerJoinedRun e:
                return run.Join(e);
            case UpdateRejected:
                _rejected++;
                return null;
            case UpdateLate:
                _late++;
                return null;
            case RoundSealed e:
                _sealed++;
                _spend += e.SpendMicroEpsilon;
                return run.Seal(e, leaf);
            case RoundCommitted e:
                _committed++;
                _accepted += run.OpenMembers;
                return run.Commit(e);
            case RoundAbandoned e:
                _abandoned++;
                return run.Abandon(e);
            case RunFinished e:
                return run.Finish(e);
            default:
                return $"Got a {entry.Type} entry, for which there is no rule.";
        }
    }
}
