using Federated.Domain.Models;
using Federated.Domain.Registry;

namespace Federated.Domain.Ledger;

/// <summary>
/// A tag was set at a model, and taken from the one it stood at before. <c>released</c> is set only while the model
/// passes every gate of the track; whoever verifies the ledger checks that again.
/// <code>
/// by      string  who, 1 to 64 characters
/// model   hash    of the model file
/// reason  string  1 to 500 characters
/// tag     string  a name that is not hex digits alone, such as "candidate" or "released"
/// track   string  a name
/// type    "model-tagged"
/// </code>
/// Names are those of <see cref="RegistryNames"/>. Not unique: tags move.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Track">The track.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Model">The model.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record ModelTagged(DateTimeOffset At, string Track, string Tag, ContentHash Model, string By, string Reason) : LedgerEntry(At)
{
    internal const string TypeName = "model-tagged";

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

    internal static ModelTagged Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Text("track"),
        reader.Text("tag"),
        reader.Hash("model"),
        reader.Text("by"),
        reader.Text("reason"));
}
