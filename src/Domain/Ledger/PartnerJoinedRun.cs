using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// A partner that enrolled after a run's launch takes part from the next round on, because the plan is open to new partners
/// and its budget covers the run's whole schedule.
/// <code>
/// partner  string  the partner's name
/// run      string  the run's id
/// type     "partner-joined-run"
/// </code>
/// Unique: <c>joined/{run}/{partner}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Partner">The partner.</param>
public sealed record PartnerJoinedRun(DateTimeOffset At, RunId Run, PartnerName Partner) : LedgerEntry(At)
{
    /// <summary>The type of the entry.</summary>
    public const string TypeName = "partner-joined-run";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => LedgerKeys.Joined(Run, Partner);

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    /// <inheritdoc/>
    public override PartnerName? PartnerOrNull => Partner;

    internal override void Write(EntryWriter writer)
    {
        writer.Run(Run);
        writer.Partner(Partner);
    }

    internal static PartnerJoinedRun Read(EntryReader reader, DateTimeOffset at) => new(at, reader.Run(), reader.Partner());
}
