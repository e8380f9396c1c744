using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// The rules of one run: rounds follow each other, a sealed round is committed from its own sealed entry, models form a
/// chain, the spend stays inside the reservation, and an adaptive run reserves round by round. Every method returns null, or what is wrong.
/// </summary>
internal sealed class RunRules(RunLaunched launched)
{
    private readonly HashSet<PartnerName> _partners = [.. launched.Partners];
    private ContentHash _model = launched.InitialModel;
    private int _closed;
    private RoundSealed? _sealed;
    private ContentHash _sealedLeaf;
    private long _spend;
    private bool _finished;
    private AdaptiveRules? _adaptive;

    /// <summary>The members of the round that is sealed and not committed.</summary>
    public int OpenMembers => _sealed?.Members.Length ?? 0;

    public string? CheckPlan()
    {
        var plan = Encoding.UTF8.GetBytes(launched.Plan);
        try
        {
            if (!CanonicalJson.Canonicalize(plan).AsSpan().SequenceEqual(plan))
                return $"The plan of run '{launched.Run}' is not canonical JSON.";
        }
        catch (JsonException e)
        {
            return $"The plan of run '{launched.Run}' is not JSON: {e.Message}";
        }

        var hash = ContentHash.Of(plan);
        if (hash != launched.PlanHash)
            return $"The plan of run '{launched.Run}' hashes to {hash}, the entry says {launched.PlanHash}.";
        try
        {
            _adaptive = AdaptiveLaunch.PlanOf(launched) is { } adaptive ? new(launched, adaptive) : null;
            return _adaptive?.CheckLaunch();
        }
        catch (FederatedException e)
        {
            return $"The plan of run '{launched.Run}' is not one: {e.Message}";
        }
    }

    public string? Tune(NoiseTuned entry) => _finished ? AfterEnd(entry) : Adaptive(entry, rules => rules.Tune(entry));

    public string? Reserve(RoundReserved entry) => Next(entry, entry.Round) ?? Adaptive(entry, rules => rules.Reserve(entry));

    public string? Join(PartnerJoinedRun entry)
    {
        if (_finished)
            return AfterEnd(entry);
        return _partners.Add(entry.Partner) ? null : $"Partner '{entry.Partner}' joins run '{entry.Run}', which it is in already.";
    }

    public string? Seal(RoundSealed entry, ContentHash leaf)
    {
        var members = entry.Members.Select(m => m.Partner).ToImmutableArray();
        var problem = Next(entry, entry.Round)
            ?? CheckCohort(entry, entry.Round, entry.Cohort)
            ?? CheckSubset(entry, "member", members, entry.Cohort)
            ?? CheckSubset(entry, "lost partner", entry.Lost, entry.Cohort)
            ?? CheckSubset(entry, "spare partner", entry.Spare, entry.Cohort)
            ?? _adaptive?.Seal(entry);
        if (problem is not null)
            return problem;
        if (entry.Spare.FirstOrDefault(p => members.Contains(p) || entry.Lost.Contains(p)) is var used && used != default)
            return $"Round {entry.Run}/{entry.Round} lists partner '{used}' as spare and as a member or lost.";
        if (entry.Lost.FirstOrDefault(members.Contains) is var both && both != default)
            return $"Round {entry.Run}/{entry.Round} lists partner '{both}' as a member and as lost.";
        if (entry.BaseModel != _model)
            return WrongModel(entry, entry.Round, entry.BaseModel);
        if (entry.SpendMicroEpsilon > launched.ReservedMicroEpsilon - _spend)
            return $"Round {entry.Run}/{entry.Round} spends {entry.SpendMicroEpsilon} after {_spend}, "
                + $"more than the {launched.ReservedMicroEpsilon} millionths of epsilon that were reserved.";
        _spend += entry.SpendMicroEpsilon;
        _sealed = entry;
        _sealedLeaf = leaf;
        return null;
    }

    public string? Commit(RoundCommitted entry)
    {
        if (_finished)
            return AfterEnd(entry);
        if (_sealed is null || _sealed.Round != entry.Round)
            return $"Round {entry.Run}/{entry.Round} is committed, "
                + (_sealed is null ? "but no round is sealed." : $"but round {_sealed.Round} is the one that is sealed.");
        if (entry.SealedEntry != _sealedLeaf)
            return $"Round {entry.Run}/{entry.Round} is committed from sealed entry {entry.SealedEntry}, the ledger has {_sealedLeaf}.";
        if (entry.BaseModel != _model)
            return WrongModel(entry, entry.Round, entry.BaseModel);
        _model = entry.Model;
        _closed = entry.Round;
        _sealed = null;
        return null;
    }

    public string? Abandon(RoundAbandoned entry)
    {
        var problem = Next(entry, entry.Round)
            ?? CheckCohort(entry, entry.Round, entry.Cohort)
            ?? CheckSubset(entry, "claiming partner", entry.Claimed, entry.Cohort)
            ?? _adaptive?.RequireReserved(entry, entry.Round);
        if (problem is null)
            _closed = entry.Round;
        return problem;
    }

    public string? Finish(RunFinished entry)
    {
        if (_finished)
            return AfterEnd(entry);
        if (_sealed is not null && entry.Outcome is RunFinished.Completed)
            return $"Run '{entry.Run}' is completed, but round {_sealed.Round} is sealed and not committed.";
        if (entry.Model != _model)
            return $"Run '{entry.Run}' finishes with model {entry.Model}, its last model is {_model}.";
        _finished = true;
        return null;
    }

    // A sealed round is committed or the run ends: giving it up after its result could be known would allow picking results.
    private string? Next(LedgerEntry entry, int round)
    {
        if (_finished)
            return AfterEnd(entry);
        if (_sealed is not null)
            return $"Got a {entry.Type} entry of round {launched.Run}/{round}, but round {_sealed.Round} is sealed and not committed.";
        if (round != _closed + 1)
            return $"Got a {entry.Type} entry of round {launched.Run}/{round}, wanted round {_closed + 1}.";
        return round <= launched.Rounds ? null : $"Got round {launched.Run}/{round}, the run has {launched.Rounds} rounds.";
    }

    private string? Adaptive(LedgerEntry entry, Func<AdaptiveRules, string?> check) => _adaptive is { } rules
        ? check(rules)
        : $"Got a {entry.Type} entry of run '{launched.Run}', which is not adaptive.";

    private string? CheckCohort(LedgerEntry entry, int round, ImmutableArray<PartnerName> cohort) =>
        cohort.FirstOrDefault(p => !_partners.Contains(p)) is var outsider && outsider != default
            ? $"The {entry.Type} entry of round {launched.Run}/{round} has partner '{outsider}' in its cohort, who is not in the run."
            : null;

    private static string? CheckSubset(LedgerEntry entry, string what, ImmutableArray<PartnerName> part, ImmutableArray<PartnerName> cohort)
    {
        var allowed = cohort.ToHashSet();
        return part.FirstOrDefault(p => !allowed.Contains(p)) is var outsider && outsider != default
            ? $"The {entry.Type} entry of round {entry.RunOrNull}/{entry.RoundOrNull} has {what} '{outsider}', who is not in the cohort."
            : null;
    }

    private string WrongModel(LedgerEntry entry, int round, ContentHash got) =>
        $"The {entry.Type} entry of round {launched.Run}/{round} starts from model {got}, the run's model is {_model}.";

    private string AfterEnd(LedgerEntry entry) => $"Got a {entry.Type} entry of run '{launched.Run}', which is finished.";
}
