namespace Federated.Grains.Abstractions.Ledger;

/// <summary>How far a run got, folded from its ledger entries.</summary>
/// <param name="Launched">False when the ledger knows no such run.</param>
/// <param name="LastClosedRound">0 before the first.</param>
/// <param name="CommittedRounds">How many rounds have a model.</param>
/// <param name="SealedEntry">The canonical RoundSealed entry of a round that is sealed and not closed, or null.</param>
/// <param name="CurrentModel">The newest committed model, hex.</param>
/// <param name="ServerState">The newest strategy state, hex, or null.</param>
/// <param name="Outcome">completed, stopped or failed; null while the run goes on.</param>
[GenerateSerializer, Immutable, Alias("federated.RunProgressMessage")]
public sealed record RunProgressMessage(
    [property: Id(0)] bool Launched, [property: Id(1)] int LastClosedRound, [property: Id(2)] int CommittedRounds, [property: Id(3)] byte[]? SealedEntry,
    [property: Id(4)] string CurrentModel, [property: Id(5)] string? ServerState, [property: Id(6)] string? Outcome);
