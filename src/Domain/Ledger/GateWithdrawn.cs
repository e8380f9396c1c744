namespace Federated.Domain.Ledger;

/// <summary>
/// A gate of a track no longer stands.
/// <code>
/// bound   string  "minimum", "maximum", "drop" or "rise"
/// by      string  who, 1 to 64 characters
/// metric  string  a name
/// reason  string  1 to 500 characters
/// track   string  a name
/// type    "gate-withdrawn"
/// </code>
/// Not unique.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Track">The track.</param>
/// <param name="Metric">The gate's metric.</param>
/// <param name="Bound">The gate's bound.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record GateWithdrawn(DateTimeOffset At, string Track, string Metric, string Bound, string By, string Reason) : LedgerEntry(At)
{
    internal const string TypeName = "gate-withdrawn";

    /// <inheritdoc/>
    public override string Type => TypeName;

    internal override void Write(EntryWriter writer)
    {
        writer.Name("track", Track);
        writer.Name("metric", Metric);
        writer.Bound(Bound);
        writer.Text("by", By, 64);
        writer.Text("reason", Reason, 500);
    }

    internal static GateWithdrawn Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Text("track"),
        reader.Text("metric"),
        reader.Text("bound"),
        reader.Text("by"),
        reader.Text("reason"));
}
