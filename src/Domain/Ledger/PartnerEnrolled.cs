using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// A partner joined with a certificate.
/// <code>
/// certificate  hash    of the partner's DER certificate
/// partner      string  the partner's name
/// type         "partner-enrolled"
/// </code>
/// Unique: <c>enrolled/{partner}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Certificate">The hash of its certificate.</param>
public sealed record PartnerEnrolled(DateTimeOffset At, PartnerName Partner, ContentHash Certificate) : LedgerEntry(At)
{
    internal const string TypeName = "partner-enrolled";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => $"enrolled/{Partner}";

    /// <inheritdoc/>
    public override PartnerName? PartnerOrNull => Partner;

    internal override void Write(EntryWriter writer)
    {
        writer.Partner(Partner);
        writer.Hash("certificate", Certificate);
    }

    internal static PartnerEnrolled Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Partner(),
        reader.Hash("certificate"));
}
