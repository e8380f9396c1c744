namespace Federated.Domain.Rounds;

/// <summary>What a run's ledger entries say of one partner's turns.</summary>
/// <param name="Turns">
/// Rounds that waited for it. A partner that joins later starts with the fewest that any other has, so that it does not
/// have to make up for rounds before its time.
/// </param>
/// <param name="LastRound">The last round that it was asked in; the round before its first when it never was.</param>
/// <param name="Missed">How many of the last rounds that waited for it, without a gap, got no update of it.</param>
public readonly record struct PartnerTurns(int Turns, int LastRound, int Missed);
