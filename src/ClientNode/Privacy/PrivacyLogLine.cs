using System.Collections.Immutable;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Privacy;

/// <summary>A run that the node's data were promised to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Plan">Its plan, from which every event follows.</param>
/// <param name="Rounds">Of an adaptive run: the noise multiplier of every charged round, in millionths; null otherwise.</param>
public sealed record PrivacyLogLine(RunId Run, RunPlan Plan, ImmutableSortedDictionary<int, long>? Rounds = null)
{
    /// <summary>What the run was charged.</summary>
    public RunCharge Charge() => PrivacySchedule.IsAdaptive(Plan)
        ? RunCharge.Adaptive(Run, PrivacySchedule.Events(Plan, Charged.Values))
        : new(Run, PrivacySchedule.Events(Plan, Plan.Rounds));

    /// <summary>The charged rounds of an adaptive run.</summary>
    internal ImmutableSortedDictionary<int, long> Charged => Rounds ?? ImmutableSortedDictionary<int, long>.Empty;
}
