using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Runs;

/// <summary>The status of a run.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="PlanHash">The plan's hash.</param>
/// <param name="Outcome">Where it stands.</param>
/// <param name="LaunchedAt">When it was launched.</param>
/// <param name="Round">The round under way, or the last one.</param>
/// <param name="ClosedRounds">Rounds that are committed or abandoned.</param>
/// <param name="CommittedRounds">Rounds that are committed.</param>
/// <param name="Phase">Where the round stands.</param>
/// <param name="SecondsLeft">Until the round's deadline.</param>
/// <param name="Members">The round's cohort.</param>
/// <param name="Model">The newest committed model.</param>
/// <param name="Version">Grows with every change of the run; pass it to the long poll.</param>
/// <param name="Message">What the run waits for, or why it ended where there is something to say.</param>
/// <param name="Adaptive">What an adaptive run reserved; null for any other.</param>
public sealed record RunView(
    RunId Run, RunPlan Plan, ContentHash PlanHash, RunOutcome Outcome, DateTimeOffset LaunchedAt, int Round, int ClosedRounds, int CommittedRounds,
    RoundPhase Phase, int SecondsLeft, ImmutableArray<MemberView> Members, ContentHash Model, long Version, string? Message,
    AdaptiveView? Adaptive = null);
