using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// An update came after the round had stopped taking them.
/// <code>
/// partner  string   the partner's name
/// round    integer  from 1 to 1000000
/// run      string   the run's id
/// type     "update-late"
/// </code>
/// Unique: <c>late/{run}/{round}/{partner}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Partner">The partner.</param>
public sealed record UpdateLate(DateTimeOffset At, RunId Run, int Round, PartnerName Partner) : LedgerEntry(At)
{
    internal const string TypeName = "update-late";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => string.Create(CultureInfo.InvariantCulture, $"late/{Run}/{Round}/{Partner}");

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    /// <inheritdoc/>
    public override int? RoundOrNull => Round;

    /// <inheritdoc/>
    public override PartnerName? PartnerOrNull => Partner;

    internal override void Write(EntryWriter writer)
    {
        writer.Run(Run);
        writer.Round(Round);
        writer.Partner(Partner);
    }

    internal static UpdateLate Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Run(),
        reader.Int32("round"),
        reader.Partner());
}
