using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Budgets;

namespace Federated.Domain.Ledger;

/// <summary>
/// The rules that only an adaptive run has: what is reserved has the noise that the plan or the last tuning says, the filter admits it,
/// and no round is closed without its reservation. Every method returns null, or what is wrong.
/// </summary>
internal sealed class AdaptiveRules(RunLaunched launched, RunPlan plan)
{
    private readonly Dictionary<long, ImmutableArray<double>> _costs = [];
    private RenyiFilter _filter = RunFilter.Of(plan);
    private long _noise = RunFilter.FirstNoise(plan);
    private int _reserved;

    public string? CheckLaunch() => PrivacySchedule.Reservation(plan) is var epsilon && launched.ReservedMicroEpsilon != epsilon
        ? $"The launch of adaptive run '{launched.Run}' reserves {launched.ReservedMicroEpsilon} millionths of epsilon, its filter has {epsilon}."
        : null;

    public string? Tune(NoiseTuned entry)
    {
        if (entry.FromRound != _reserved + 1)
            return $"The noise of run '{launched.Run}' is tuned from round {entry.FromRound}, wanted from round {_reserved + 1}, the first that is not reserved.";
        try
        {
            _noise = RoundTermsRule.Millionths(plan, RoundTerms.Multiplier(entry.MicroNoiseMultiplier));
            return null;
        }
        catch (FederatedException e)
        {
            return $"The noise of run '{launched.Run}' is tuned out of range. {e.Message}";
        }
    }

    public string? Reserve(RoundReserved entry)
    {
        if (entry.MicroNoiseMultiplier != _noise)
            return $"Round {launched.Run}/{entry.Round} is reserved with {entry.MicroNoiseMultiplier} millionths of noise multiplier, wanted {_noise}.";
        if (!_costs.TryGetValue(_noise, out var cost))
            _costs.Add(_noise, cost = RunFilter.Cost(_filter, plan, _noise));
        if (!_filter.Admits(cost))
            return $"Round {launched.Run}/{entry.Round} is reserved, but the run's filter does not admit it.";
        _filter = _filter.Charge(cost);
        _reserved = entry.Round;
        return null;
    }

    public string? Seal(RoundSealed entry) => RequireReserved(entry, entry.Round) ?? (entry.SpendMicroEpsilon == 0
        ? null
        : $"The seal of round {launched.Run}/{entry.Round} spends {entry.SpendMicroEpsilon} millionths of epsilon, wanted 0: its reservation charged it.");

    public string? RequireReserved(LedgerEntry entry, int round) => round == _reserved
        ? null
        : $"Got a {entry.Type} entry of round {launched.Run}/{round}, which was not reserved.";
}
