using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Protocol.Registry;

namespace Federated.Silo.Api.Mapping;

/// <summary>The registry of models, from the fold to the wire.</summary>
internal static class RegistryMapping
{
    /// <summary>The registry; without <paramref name="all"/> each run's newest model and those that have a tag or an evaluation.</summary>
    public static RegistryView ToView(this ModelRegistry registry, string? track, bool all)
    {
        var tags = Tags(registry);
        var newest = registry.Models.Values.GroupBy(m => m.Origin.Run).Select(g => g.MaxBy(m => m.Origin.Round)!.Model).ToHashSet();
        var models = registry.Models.Values
            .Where(m => track is null || m.Track == track || tags[m.Model].Any(t => t.Track == track))
            .Where(m => all || newest.Contains(m.Model) || tags.Contains(m.Model) || !m.Evaluations.IsEmpty)
            .OrderBy(m => m.Origin.At).ThenBy(m => m.Origin.Round).ThenBy(m => m.Model.ToString(), StringComparer.Ordinal);
        return new(
            [.. models.Select(m => m.ToSummary(tags))],
            [.. registry.Tracks.Values.Where(t => track is null || t.Name == track).Select(ToView)]);
    }

    /// <summary>One model.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="model">The model.</param>
    /// <param name="track">The track whose gates are asked, or null for the model's own and those it is tagged in.</param>
    public static ModelDetail ToDetail(this ModelRegistry registry, RegisteredModel model, string? track)
    {
        var tags = Tags(registry);
        var tracks = track is not null ? [track] : tags[model.Model].Select(t => t.Track).Append(model.Track).Distinct(StringComparer.Ordinal);
        return new(
            model.ToSummary(tags),
            model.Layout,
            [.. model.Origins.Select(o => new OriginView(o.Run, o.Round, o.Parent, o.At))],
            [.. registry.Lineage(model.Model).Select(s => new LineageView(s.Run, s.FirstRound, s.LastRound, s.First, s.Last))],
            [.. model.Evaluations.Select(ToView)],
            [.. tracks.SelectMany(t => registry.CheckGates(t, model).Select(r => new GateFindingView(t, r.Gate.ToView(), r.Met, r.Finding)))],
            [.. registry.Tracks.Values.SelectMany(t => t.History).SelectMany(Events).Where(e => e.Model == model.Model).OrderBy(e => e.At)]);
    }

    private static ILookup<ContentHash, TagView> Tags(ModelRegistry registry) =>
        registry.Tracks.Values.SelectMany(t => t.Tags.Select(tag => (tag.Value, View: new TagView(t.Name, tag.Key)))).ToLookup(t => t.Value, t => t.View);

    private static ModelSummary ToSummary(this RegisteredModel model, ILookup<ContentHash, TagView> tags) => new(
        model.Model, model.Track, model.Origin.Run, model.Origin.Round, model.Origin.At, [.. tags[model.Model]],
        model.Evaluations.IsEmpty ? null : ToView(model.Evaluations[^1]));

    private static EvaluationView ToView(ModelEvaluated e) => new(
        e.At, e.Dataset, e.DataHash, e.Examples, e.Metrics.ToImmutableSortedDictionary(m => m.Key, m => FixedPoint.Value(m.Value), StringComparer.Ordinal), e.By);

    private static TrackView ToView(ModelTrack track) => new(
        track.Name, track.Tags, [.. track.Gates.Select(ToView)], track.Earlier, [.. track.History.SelectMany(Events)]);

    private static GateView ToView(this QualityGate gate) => new(gate.Metric, gate.Bound, FixedPoint.Value(gate.MicroValue), gate.Dataset, gate.Text);

    // A rollback is about two models.
    private static IEnumerable<TrackEventView> Events(LedgerEntry entry) => entry switch
    {
        ModelTagged e => [new(e.At, e.Type, e.Tag, e.Model, e.By, e.Reason)],
        ModelUntagged e => [new(e.At, e.Type, e.Tag, e.Model, e.By, e.Reason)],
        ReleaseRolledBack e =>
        [
            new(e.At, e.Type, $"{RegistryNames.Released}, taken back", e.From, e.By, e.Reason),
            new(e.At, e.Type, $"{RegistryNames.Released}, again", e.To, e.By, e.Reason),
        ],
        GateAgreed e => [new(e.At, e.Type, e.Gate.Text, null, e.By, e.Reason)],
        GateWithdrawn e => [new(e.At, e.Type, $"{e.Metric} {e.Bound}", null, e.By, e.Reason)],
        _ => [],
    };
}
