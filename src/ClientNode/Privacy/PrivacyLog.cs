using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Federated.ClientNode.Storage;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Privacy;

/// <summary>
/// The node's own book of what its data were spent on: one plan per run, written before the first round of the run is
/// trained. It does not depend on anything that the coordinator says later, and runs stay in it for good.
/// </summary>
/// <param name="path">A file of one JSON object per run.</param>
/// <param name="storage">The disk when null.</param>
public sealed class PrivacyLog(string path, INodeStorage? storage = null)
{
    private readonly INodeStorage _storage = storage ?? DiskStorage.Instance;

    /// <summary>
    /// Charges a run's whole schedule, unless it is charged already; nothing is written when the ceiling does not cover it.
    /// </summary>
    /// <param name="ceiling">The partner's own ceiling for the run's unit; null for none.</param>
    /// <param name="plan">The run's plan, its hash checked.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1007 says what would fit; FED-1603 when the log cannot be read.</exception>
    public void Charge(PrivacyBudget? ceiling, RunPlan plan, RunId run)
    {
        if (PrivacySchedule.Unit(plan) is not { } unit)
            return;
        var runs = Read();
        if (runs.Any(r => r.Run == run))
            return;
        if (ceiling is not null)
        {
            var before = runs.Where(r => PrivacySchedule.Unit(r.Plan) == unit)
                .Select(r => new RunCharge(r.Run, PrivacySchedule.Events(r.Plan, r.Plan.Rounds))).ToImmutableArray();
            BudgetRule.Check(ceiling, before, plan, run, "this partner's own ceiling");
        }

        var lines = runs.Append(new PrivacyLogLine(run, plan)).Select(r => JsonSerializer.Serialize(r, RunPlanFile.JsonOptions) + "\n");
        _storage.Write(path, Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    /// <summary>All runs, oldest first.</summary>
    public ImmutableArray<PrivacyLogLine> Read() => _storage.Read(path) is not { } content ? [] :
    [
        .. Encoding.UTF8.GetString(content).Split('\n').Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<PrivacyLogLine>(l, RunPlanFile.JsonOptions)
            ?? throw new Domain.Errors.FederatedException(Domain.Errors.ErrorCodes.StorageCorrupt, $"{path} holds a line that is no run. Restore it from a backup.")),
    ];
}
