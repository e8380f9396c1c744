using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Registry;

/// <summary>
/// A family of models of one parameter layout, of which one at most is released at a time. Whoever serves <c>released</c>
/// gets a model of the same shape before and after.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Layout">The layout of the first model that was tagged in it; null before.</param>
/// <param name="Tags">Which model each tag stands at now.</param>
/// <param name="Gates">The gates that stand, by metric and bound.</param>
/// <param name="Earlier">Models that were released before the present one, oldest first; a rollback returns to the last of them.</param>
/// <param name="History">Every entry of the track, oldest first.</param>
public sealed record ModelTrack(
    string Name,
    ContentHash? Layout,
    ImmutableSortedDictionary<string, ContentHash> Tags,
    ImmutableArray<QualityGate> Gates,
    ImmutableArray<ContentHash> Earlier,
    ImmutableArray<LedgerEntry> History)
{
    /// <summary>The released model, or null.</summary>
    public ContentHash? Released => Tags.TryGetValue(RegistryNames.Released, out var model) ? model : null;

    /// <summary>A track that nothing was said of yet.</summary>
    public static ModelTrack Empty(string name) =>
        new(name, null, ImmutableSortedDictionary<string, ContentHash>.Empty.WithComparers(StringComparer.Ordinal), [], [], []);

    /// <summary>The gate of a metric and bound, or null.</summary>
    public QualityGate? Gate(string metric, string bound) => Gates.FirstOrDefault(g => g.Metric == metric && g.Bound == bound);

    internal ModelTrack With(ModelTagged entry, ContentHash layout)
    {
        var earlier = entry.Tag == RegistryNames.Released && Released is { } before ? Earlier.Add(before) : Earlier;
        return this with { Layout = Layout ?? layout, Tags = Tags.SetItem(entry.Tag, entry.Model), Earlier = earlier, History = History.Add(entry) };
    }

    internal ModelTrack With(ModelUntagged entry) => this with { Tags = Tags.Remove(entry.Tag), History = History.Add(entry) };

    internal ModelTrack With(ReleaseRolledBack entry) => this with
    {
        Tags = Tags.SetItem(RegistryNames.Released, entry.To),
        Earlier = Earlier.RemoveAt(Earlier.Length - 1),
        History = History.Add(entry),
    };

    internal ModelTrack With(GateAgreed entry) => this with
    {
        Gates = [.. Gates.Where(g => g.Metric != entry.Gate.Metric || g.Bound != entry.Gate.Bound).Append(entry.Gate)
            .OrderBy(g => g.Metric, StringComparer.Ordinal).ThenBy(g => g.Bound, StringComparer.Ordinal)],
        History = History.Add(entry),
    };

    internal ModelTrack With(GateWithdrawn entry) => this with
    {
        Gates = Gates.RemoveAll(g => g.Metric == entry.Metric && g.Bound == entry.Bound),
        History = History.Add(entry),
    };
}
