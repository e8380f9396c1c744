using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// A partner joined with a certificate for its key.
/// <code>
/// partner    string  the partner's name
/// publicKey  hash    of the key's SubjectPublicKeyInfo
/// type       "partner-enrolled"
/// </code>
/// Unique: <c>enrolled/{partner}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Partner">The partner.</param>
/// <param name="PublicKey">SHA-256 of the public key (SubjectPublicKeyInfo) of its certificate; the key outlives a renewal.</param>
public sealed record PartnerEnrolled(DateTimeOffset At, PartnerName Partner, ContentHash PublicKey) : LedgerEntry(At)
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
        writer.Hash("publicKey", PublicKey);
    }

    internal static PartnerEnrolled Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Partner(),
        reader.Hash("publicKey"));
}
