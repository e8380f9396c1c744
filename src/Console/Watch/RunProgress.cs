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

    /// <summary>Updates that the round under way has so far.</summary>
    public int Claimed => View.Members.Count(member => member.Status == MemberStatus.Claimed);

    /// <summary>An estimate of the time to the run's end: rounds to come times the mean time of those that were; null before the first.</summary>
    /// <param name="elapsed">Since the launch.</param>
    public TimeSpan? Left(TimeSpan elapsed)
    {
        var last = Results.LastOrDefault(result => result is { Round: > 0, Elapsed: not null });
        if (IsOver || last is null)
            return null;
        var perRound = last.Elapsed!.Value / last.Round;
        var end = perRound * View.Plan.Rounds;
        return end > elapsed ? end - elapsed : TimeSpan.Zero;
    }
}
