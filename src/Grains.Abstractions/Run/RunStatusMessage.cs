using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Run;

/// <summary>Where a run stands.</summary>
/// <param name="Run">The run.</param>
/// <param name="Plan">The canonical plan, JSON; empty when the run does not exist.</param>
/// <param name="PlanHash">Its hash.</param>
/// <param name="Outcome">running, completed, stopped or failed.</param>
/// <param name="LaunchedAt">When it was launched.</param>
/// <param name="Round">The round under way, or the last one.</param>
/// <param name="ClosedRounds">Rounds that are committed or abandoned.</param>
/// <param name="CommittedRounds">Rounds that are committed.</param>
/// <param name="Model">The newest committed model.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="Message">What the run waits for, or why it ended where there is something to say.</param>
/// <param name="Reserved">Of an adaptive run: the noise multiplier of every reserved round, in millionths; empty otherwise.</param>
/// <param name="NextNoise">Of an adaptive run: the noise multiplier of the next round, in millionths; 0 otherwise.</param>
[GenerateSerializer, Immutable, Alias("federated.RunStatusMessage")]
public sealed record RunStatusMessage(
    [property: Id(0)] string Run, [property: Id(1)] string Plan, [property: Id(2)] string PlanHash, [property: Id(3)] string Outcome,
    [property: Id(4)] DateTimeOffset LaunchedAt, [property: Id(5)] int Round, [property: Id(6)] int ClosedRounds, [property: Id(7)] int CommittedRounds,
    [property: Id(8)] string Model, [property: Id(9)] long Version, [property: Id(10)] string? Message,
    [property: Id(11)] ImmutableArray<long> Reserved, [property: Id(12)] long NextNoise);
