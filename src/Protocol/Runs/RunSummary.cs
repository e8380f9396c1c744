using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Runs;

/// <summary>A run in a list.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Name">The plan's name.</param>
/// <param name="Mode">The privacy mode.</param>
/// <param name="Outcome">Where it stands.</param>
/// <param name="LaunchedAt">When it was launched.</param>
/// <param name="ClosedRounds">Rounds that are committed or abandoned.</param>
/// <param name="Rounds">Rounds of the plan.</param>
/// <param name="Model">The newest committed model.</param>
public sealed record RunSummary(
    RunId Run, string Name, string Mode, RunOutcome Outcome, DateTimeOffset LaunchedAt, int ClosedRounds, int Rounds, ContentHash Model);
