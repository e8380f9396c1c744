using System.Globalization;
using Federated.Domain.Agreements;

namespace Federated.Domain.Ledger;

/// <summary>
/// A partner was suspended, or its suspension was lifted. A suspended partner is in no cohort that is drawn from then on, of
/// any run; the rounds that it is in already go on.
/// <code>
/// change    integer  1 for the partner's first change, then one more each time
/// partner   string   the partner's name
/// standing  string   "suspended" or "active"
/// type      "partner-standing"
/// </code>
/// Unique: <c>standing/{partner}/{change}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Change">Counts the partner's changes, from 1.</param>
/// <param name="Suspended">True when it was suspended, false when that was lifted.</param>
public sealed record PartnerStanding(DateTimeOffset At, PartnerName Partner, int Change, bool Suspended) : LedgerEntry(At)
{
    internal const string TypeName = "partner-standing";
    private const string SuspendedText = "suspended";
    private const string ActiveText = "active";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => string.Create(CultureInfo.InvariantCulture, $"standing/{Partner}/{Change}");

    /// <inheritdoc/>
    public override PartnerName? PartnerOrNull => Partner;

    internal override void Write(EntryWriter writer)
    {
        writer.Partner(Partner);
        writer.Integer("change", Change, 1, EntryWriter.MaxRound);
        writer.Text("standing", Suspended ? SuspendedText : ActiveText, 64);
    }

    internal static PartnerStanding Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Partner(),
        reader.Int32("change"),
        reader.Text("standing") switch
        {
            SuspendedText => true,
            ActiveText => false,
            var other => throw EntryReader.Corrupt($"Got standing '{other}' in a {TypeName} entry, wanted '{SuspendedText}' or '{ActiveText}'."),
        });
}
