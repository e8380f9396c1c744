using System.Collections.Immutable;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Watch;

/// <summary>What a watcher knows of a run at one moment.</summary>
/// <param name="View">The newest status.</param>
/// <param name="Results">Every closed round so far, in order, the initial model first.</param>
public sealed record RunProgress(RunView View, ImmutableArray<RoundResult> Results)
{
    /// <summary>True when nothing more will come.</summary>
    public bool IsOver => View.Outcome != RunOutcome.Running;

    /// <summary>The newest accuracy, or null.</summary>
    public double? Accuracy => Results.LastOrDefault(result => result.Accuracy is not null)?.Accuracy;

    /// <summary>The newest epsilon, or null.</summary>
    public double? Epsilon => Results.LastOrDefault(result => result.Epsilon is not null)?.Epsilon;

    /// <summary>Updates that the round under way has so far.</summary>
    public int Claimed => Count(MemberStatus.Claimed);

    /// <summary>Members of the round under way that stand so.</summary>
    public int Count(MemberStatus status) => View.Members.Count(member => member.Status == status);

    /// <summary>
    /// An estimate of the time to the run's end: the rounds to come at the pace of those since the first, which also waits for nodes to
    /// start; null before there is a pace.
    /// </summary>
    /// <param name="elapsed">Since the launch.</param>
    public TimeSpan? Left(TimeSpan elapsed)
    {
        var timed = Results.Where(result => result is { Round: > 0, Elapsed: not null }).ToArray();
        if (IsOver || timed.Length == 0)
            return null;
        var (first, last) = (timed[0], timed[^1]);
        var pace = timed.Length == 1
            ? last.Elapsed!.Value / last.Round
            : (last.Elapsed!.Value - first.Elapsed!.Value) / (last.Round - first.Round);
        var end = last.Elapsed.Value + (pace * (View.Plan.Rounds - last.Round));
        return end > elapsed ? end - elapsed : TimeSpan.Zero;
    }
}
