using Federated.Domain.Rounds;

namespace Federated.Protocol.Work;

/// <summary>A held update that is no longer needed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round's number.</param>
/// <param name="Outcome">How the round ended.</param>
public sealed record ClosedRound(RunId Run, int Round, RoundPhase Outcome);
