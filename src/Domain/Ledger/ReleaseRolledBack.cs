using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// The released model of a track was taken back, and the one released before it stands again. It passed the gates when it
/// was released; they are not asked again, because a rollback must not wait.
/// <code>
/// by      string  who, 1 to 64 characters
/// from    hash    of the model that was released
/// reason  string  1 to 500 characters
/// to      hash    of the model that was released before
/// track   string  a name
/// type    "release-rolled-back"
/// </code>
/// Not unique.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Track">The track.</param>
/// <param name="From">The model that was released.</param>
/// <param name="To">The model that is released again.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record ReleaseRolledBack(DateTimeOffset At, string Track, ContentHash From, ContentHash To, string By, string Reason) : LedgerEntry(At)
{
    internal const string TypeName = "release-rolled-back";

    /// <inheritdoc/>
    public override string Type => TypeName;

    internal override void Write(EntryWriter writer)
    {
        writer.Name("track", Track);
        writer.Hash("from", From);
        writer.Hash("to", To);
        writer.Text("by", By, 64);
        writer.Text("reason", Reason, 500);
    }

    internal static ReleaseRolledBack Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Text("track"),
        reader.Hash("from"),
        reader.Hash("to"),
        reader.Text("by"),
        reader.Text("reason"));
}
