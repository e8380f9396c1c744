using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// A model that no run of this federation made was brought in, for runs to start from.
/// <code>
/// by      string  who, 1 to 64 characters
/// layout  hash    of its parameter layout
/// model   hash    of the model file
/// name    string  a name; the track it belongs to unless another one is named
/// source  string  where it comes from, 1 to 500 characters
/// type    "model-imported"
/// </code>
/// Names are those of <see cref="RegistryNames"/>. Not unique: the same bytes may come twice.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Name">Its name.</param>
/// <param name="Model">The model.</param>
/// <param name="Layout">Its layout.</param>
/// <param name="Source">Where it comes from, in the words of who brought it.</param>
/// <param name="By">Who.</param>
public sealed record ModelImported(DateTimeOffset At, string Name, ContentHash Model, ContentHash Layout, string Source, string By) : LedgerEntry(At)
{
    internal const string TypeName = "model-imported";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <summary>What stands in the place of a run's id where an imported model comes from: <c>import-NAME</c>.</summary>
    public RunId Origin => RunId.Parse($"import-{Name}");

    internal override void Write(EntryWriter writer)
    {
        writer.Name("name", Name);
        writer.Hash("model", Model);
        writer.Hash("layout", Layout);
        writer.Text("source", Source, 500);
        writer.Text("by", By, 64);
    }

    internal static ModelImported Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Text("name"),
        reader.Hash("model"),
        reader.Hash("layout"),
        reader.Text("source"),
        reader.Text("by"));
}
