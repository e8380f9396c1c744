using Federated.Domain.Registry;

namespace Federated.Domain.Ledger;

/// <summary>
/// What models of a track must show before they are released. The newest entry of a track, metric and bound stands. Gates
/// are entries so that none is loosened without a trace.
/// <code>
/// bound   string   "minimum", "maximum", "drop" or "rise"
/// by      string   who, 1 to 64 characters
/// data    hash     of the held-out data it must be measured on; absent when any will do
/// metric  string   a name
/// reason  string   1 to 500 characters
/// track   string   a name
/// type    "gate-agreed"
/// value   integer  in millionths; from 0 for "drop" and "rise"
/// </code>
/// Not unique: an agreement can change.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Track">The track.</param>
/// <param name="Gate">The gate.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record GateAgreed(DateTimeOffset At, string Track, QualityGate Gate, string By, string Reason) : LedgerEntry(At)
{
    internal const string TypeName = "gate-agreed";

    /// <inheritdoc/>
    public override string Type => TypeName;

    internal override void Write(EntryWriter writer)
    {
        writer.Name("track", Track);
        writer.Name("metric", Gate.Metric);
        writer.Bound(Gate.Bound);
        var relative = Gate.Bound is QualityGate.Drop or QualityGate.Rise;
        writer.Integer("value", Gate.MicroValue, relative ? 0 : -EntryWriter.MaxInteger, EntryWriter.MaxInteger);
        if (Gate.Dataset is { } data)
            writer.Hash("data", data);
        writer.Text("by", By, 64);
        writer.Text("reason", Reason, 500);
    }

    internal static GateAgreed Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Text("track"),
        new(reader.Text("metric"), reader.Text("bound"), reader.Integer("value"), reader.OptionalHash("data")),
        reader.Text("by"),
        reader.Text("reason"));
}
