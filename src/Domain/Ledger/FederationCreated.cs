using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// The first entry of every ledger.
/// <code>
/// authority   hash    of the certificate authority's DER certificate
/// federation  string  1 to 200 characters
/// type        "federation-created"
/// </code>
/// Unique: <c>federation</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Federation">The federation's name.</param>
/// <param name="Authority">The hash of its certificate authority.</param>
public sealed record FederationCreated(DateTimeOffset At, string Federation, ContentHash Authority) : LedgerEntry(At)
{
    internal const string TypeName = "federation-created";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => "federation";

    internal override void Write(EntryWriter writer)
    {
        writer.Text("federation", Federation, 200);
        writer.Hash("authority", Authority);
    }

    internal static FederationCreated Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Text("federation"),
        reader.Hash("authority"));
}
