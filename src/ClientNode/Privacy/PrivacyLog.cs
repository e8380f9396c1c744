using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Privacy;

/// <summary>
/// The node's own book of what its data were spent on: one plan per run, written before the first round of the run is
/// trained, and for an adaptive run every round, written before it is trained. It does not depend on anything that the coordinator
/// says later, and runs stay in it for good.
/// </summary>
/// <param name="path">A file of one JSON object per run.</param>
/// <param name="storage">The disk when null.</param>
public sealed class PrivacyLog(string path, INodeStorage? storage = null)
{
    private readonly INodeStorage _storage = storage ?? DiskStorage.Instance;

    /// <summary>
    /// Charges a run's whole schedule, or a round of an adaptive run, unless it is charged already; nothing is written when the ceiling
    /// or the run's own filter does not cover it.
    /// </summary>
    /// <param name="ceiling">The partner's own ceiling for the run's unit; null for none.</param>
    /// <param name="plan">The run's plan, its hash checked.</param>
    /// <param name="round">The round that is about to be trained.</param>
    /// <param name="terms">Its terms, checked against the plan.</param>
    /// <exception cref="FederatedException">
    /// FED-1007 says what would fit; FED-1005: the run was charged with another plan, or the round with another noise multiplier; FED-1603
    /// when the log cannot be read.
    /// </exception>
    public void Charge(PrivacyBudget? ceiling, RunPlan plan, RoundId round, RoundTerms terms)
    {
        if (PrivacySchedule.Unit(plan) is not { } unit)
            return;
        var runs = Read();
        var line = runs.FirstOrDefault(r => r.Run == round.Run);
        if (line is not null && RunPlanFile.Hash(line.Plan) != RunPlanFile.Hash(plan))
        {
            throw new FederatedException(ErrorCodes.CeilingExceeded,
                $"Got plan {RunPlanFile.Hash(plan)} for run '{round.Run}', which this node has charged with plan {RunPlanFile.Hash(line.Plan)}; a run has one plan. Nothing was trained.");
        }

        ImmutableArray<RunCharge> others = [.. runs.Where(r => r.Run != round.Run && PrivacySchedule.Unit(r.Plan) == unit).Select(r => r.Charge())];
        line = PrivacySchedule.IsAdaptive(plan)
            ? ChargeRound(line ?? new(round.Run, plan), ceiling, others, round, terms)
            : line ?? ChargeRun(new(round.Run, plan), ceiling, others);
        ImmutableArray<PrivacyLogLine> next = [.. runs.Where(r => r.Run != round.Run), line];
        if (!runs.Any(r => ReferenceEquals(r, line)))
            _storage.Write(path, Encoding.UTF8.GetBytes(string.Concat(next.Select(r => JsonSerializer.Serialize(r, RunPlanFile.JsonOptions) + "\n"))));
    }

    /// <summary>All runs; the one that was charged last is the last.</summary>
    public ImmutableArray<PrivacyLogLine> Read() => _storage.Read(path) is not { } content ? [] :
    [
        .. Encoding.UTF8.GetString(content).Split('\n').Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<PrivacyLogLine>(l, RunPlanFile.JsonOptions)
            ?? throw new FederatedException(ErrorCodes.StorageCorrupt, $"{path} holds a line that is no run. Restore it from a backup.")),
    ];

    private static PrivacyLogLine ChargeRun(PrivacyLogLine line, PrivacyBudget? ceiling, ImmutableArray<RunCharge> others)
    {
        if (ceiling is not null)
            BudgetRule.Check(ceiling, others, line.Plan, line.Run, "this partner's own ceiling");
        return line;
    }

    private static PrivacyLogLine ChargeRound(PrivacyLogLine line, PrivacyBudget? ceiling, ImmutableArray<RunCharge> others, RoundId round, RoundTerms terms)
    {
        var noise = RoundTermsRule.Millionths(line.Plan, terms.NoiseMultiplier ?? 0);
        if (line.Charged.TryGetValue(round.Number, out var charged))
        {
            return charged == noise ? line : throw new FederatedException(ErrorCodes.CeilingExceeded, FormattableString.Invariant(
                $"Got noise multiplier {terms.NoiseMultiplier} for round {round}, which this node has charged with {RoundTerms.Multiplier(charged)}; a round has one. Nothing was trained."));
        }

        RunFilter.Check(line.Plan, [.. line.Charged.Values], noise);
        if (ceiling is not null)
            BudgetRule.CheckRound(ceiling, others, line.Plan, line.Run, line.Charged.Values, noise, "this partner's own ceiling");
        return line with { Rounds = line.Charged.Add(round.Number, noise) };
    }
}
