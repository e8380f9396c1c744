using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// An update was refused. The code alone is recorded: measured values would leak what they were measured on.
/// <code>
/// code     string   the error code, 1 to 32 characters
/// partner  string   the partner's name
/// round    integer  from 1 to 1000000
/// run      string   the run's id
/// type     "update-rejected"
/// </code>
/// Unique: <c>rejected/{run}/{round}/{partner}/{code}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Code">The error code, for example FED-1204.</param>
public sealed record UpdateRejected(DateTimeOffset At, RunId Run, int Round, PartnerName Partner, string Code) : LedgerEntry(At)
{
    internal const string TypeName = "update-rejected";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => string.Create(CultureInfo.InvariantCulture, $"rejected/{Run}/{Round}/{Partner}/{Code}");

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
        writer.Text("code", Code, 32);
    }

    internal static UpdateRejected Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Run(),
        reader.Int32("round"),
        reader.Partner(),
        reader.Text("code"));
}
