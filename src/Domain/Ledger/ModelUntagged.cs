using Federated.Domain.Models;
using Federated.Domain.Registry;

namespace Federated.Domain.Ledger;

/// <summary>
/// A tag was taken away and stands nowhere in the track. Of <c>released</c>: the release is withdrawn, and nothing is
/// released.
/// <code>
/// by      string  who, 1 to 64 characters
/// model   hash    of the model that had the tag
/// reason  string  1 to 500 characters
/// tag     string  a name that is not hex digits alone
/// track   string  a name
/// type    "model-untagged"
/// </code>
/// Not unique.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Track">The track.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Model">The model that had it.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record ModelUntagged(DateTimeOffset At, string Track, string Tag, ContentHash Model, string By, string Reason) : LedgerEntry(At)
{
    internal const string TypeName = "model-untagged";

    /// <inheritdoc/>
    public override string Type => TypeName;

    internal override void Write(EntryWriter writer)
    {
        writer.Name("track", Track);
        if (!RegistryNames.IsTag(Tag))
            throw writer.Refused("tag", "another text", "a name that is not hex digits alone");
        writer.Name("tag", Tag);
        writer.Hash("model", Model);
        writer.Text("by", By, 64);
        writer.Text("reason", Reason, 500);
    }

    internal static ModelUntagged Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Text("track"),
        reader.Text("tag"),
        reader.Hash("model"),
        reader.Text("by"),
        reader.Text("reason"));
}
