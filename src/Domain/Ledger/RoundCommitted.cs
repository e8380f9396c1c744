using System.Globalization;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// The result of a sealed round.
/// <code>
/// baseModel    hash     as in the sealed entry
/// model        hash     of the new model
/// round        integer  from 1 to 1000000
/// run          string   the run's id
/// sealedEntry  hash     leaf hash of the round's round-sealed entry
/// serverState  hash     of moments, control variates and clip state
/// type         "round-committed"
/// </code>
/// Unique: <c>committed/{run}/{round}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="SealedEntry">The leaf hash of the sealed entry.</param>
/// <param name="BaseModel">The model the round trained from.</param>
/// <param name="Model">The new model.</param>
/// <param name="ServerState">The server's optimiser state after the round.</param>
public sealed record RoundCommitted(
    DateTimeOffset At,
    RunId Run,
    int Round,
    ContentHash SealedEntry,
    ContentHash BaseModel,
    ContentHash Model,
    ContentHash ServerState) : LedgerEntry(At)
{
    internal const string TypeName = "round-committed";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => string.Create(CultureInfo.InvariantCulture, $"committed/{Run}/{Round}");

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    /// <inheritdoc/>
    public override int? RoundOrNull => Round;

    internal override void Write(EntryWriter writer)
    {
        writer.Run(Run);
        writer.Round(Round);
        writer.Hash("sealedEntry", SealedEntry);
        writer.Hash("baseModel", BaseModel);
        writer.Hash("model", Model);
        writer.Hash("serverState", ServerState);
    }

    internal static RoundCommitted Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Run(),
        reader.Int32("round"),
        reader.Hash("sealedEntry"),
        reader.Hash("baseModel"),
        reader.Hash("model"),
        reader.Hash("serverState"));
}
