using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Registry;

/// <summary>
/// Versions, lineage, evaluations, gates and tags of models: a fold over the ledger, entry after entry, and no book of its
/// own. <see cref="Refuse"/> says what is wrong with the next entry, for whoever writes it and for whoever verifies an
/// export; <see cref="Apply"/> leaves out what <see cref="Refuse"/> refuses. Immutable.
/// </summary>
public sealed partial class ModelRegistry
{
    private ImmutableDictionary<RunId, RegisteredRun> _runs = ImmutableDictionary<RunId, RegisteredRun>.Empty;

    private ModelRegistry()
    {
    }

    /// <summary>The registry of an empty ledger.</summary>
    public static ModelRegistry Empty { get; } = new();

    /// <summary>Every model that the ledger names as an initial, a committed or an imported one.</summary>
    public ImmutableDictionary<ContentHash, RegisteredModel> Models { get; private init; } = ImmutableDictionary<ContentHash, RegisteredModel>.Empty;

    /// <summary>Every track that has a tag or a gate, or had one.</summary>
    public ImmutableSortedDictionary<string, ModelTrack> Tracks { get; private init; } =
        ImmutableSortedDictionary<string, ModelTrack>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The registry of some entries.</summary>
    /// <param name="entries">A ledger's entries, in its order.</param>
    public static ModelRegistry Of(IEnumerable<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return entries.Aggregate(Empty, (registry, entry) => registry.Apply(entry));
    }

    /// <summary>True for entries that only the registry is about: a writer checks them with <see cref="Refuse"/>.</summary>
    public static bool Concerns(LedgerEntry entry) => entry is ModelEvaluated or ModelTagged or ModelUntagged or ReleaseRolledBack or GateAgreed or GateWithdrawn or ModelImported;

    /// <summary>The registry after one more entry. An entry that breaks a rule changes nothing.</summary>
    public ModelRegistry Apply(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Concerns(entry) && Refuse(entry) is not null)
            return this;
        return entry switch
        {
            RunLaunched e => Launch(e),
            RoundCommitted e when _runs.TryGetValue(e.Run, out var run) => With(e.Model, run, new(e.Run, e.Round, e.BaseModel, e.At)),
            ModelImported e => With(e.Model, new(e.Name, e.Layout), new(e.Origin, 0, null, e.At)),
            ModelEvaluated e => Copy(Models.SetItem(e.Model, Models[e.Model] with { Evaluations = Models[e.Model].Evaluations.Add(e) })),
            ModelTagged e => With(Track(e.Track).With(e, Models[e.Model].Layout)),
            ModelUntagged e => With(Track(e.Track).With(e)),
            ReleaseRolledBack e => With(Track(e.Track).With(e)),
            GateAgreed e => With(Track(e.Track).With(e)),
            GateWithdrawn e => With(Track(e.Track).With(e)),
            _ => this,
        };
    }

    /// <summary>A track; an empty one when nothing was said of it.</summary>
    public ModelTrack Track(string name) => Tracks.GetValueOrDefault(name) ?? ModelTrack.Empty(name);

    /// <summary>
    /// Where a model comes from, its own run first: each run's part of the chain of base models, down to a model that no
    /// earlier one was trained into. Empty for a model that the ledger does not name.
    /// </summary>
    public ImmutableArray<LineageStep> Lineage(ContentHash model)
    {
        var steps = ImmutableArray.CreateBuilder<LineageStep>();
        LineageStep? step = null;
        for (var at = Models.GetValueOrDefault(model); at is not null; at = at.Origin.Parent is { } parent ? Models.GetValueOrDefault(parent) : null)
        {
            var origin = at.Origin;
            if (step is not null && (step.Run != origin.Run || step.FirstRound <= origin.Round))
            {
                // The base of a round that another run made: this run started from it.
                steps.Add(step with { FirstRound = 0, First = at.Model });
                step = null;
            }

            step = step is null
                ? new(origin.Run, origin.Round, origin.Round, at.Model, at.Model)
                : step with { FirstRound = origin.Round, First = at.Model };
        }

        if (step is not null)
            steps.Add(step);
        return steps.ToImmutable();
    }

    /// <summary>What the gates of a track say of a model.</summary>
    /// <param name="track">The track's name.</param>
    /// <param name="model">A model that the ledger names.</param>
    public ImmutableArray<GateResult> CheckGates(string track, RegisteredModel model)
    {
        var standing = Track(track);
        return GateRule.Check(standing.Gates, model, standing.Released is { } released ? Models.GetValueOrDefault(released) : null);
    }

    private ModelRegistry Launch(RunLaunched entry)
    {
        var run = new RegisteredRun(RegistryNames.TrackOf(LaunchPlan.Of(entry).Name), entry.Layout);
        var next = With(entry.InitialModel, run, new(entry.Run, 0, null, entry.At));
        next._runs = _runs.SetItem(entry.Run, run);
        return next;
    }

    private ModelRegistry With(ContentHash model, RegisteredRun run, ModelOrigin origin) => Copy(Models.SetItem(model, Models.TryGetValue(model, out var known)
        ? known with { Origins = known.Origins.Add(origin) }
        : new(model, run.Layout, run.Track, [origin], [])));

    private ModelRegistry With(ModelTrack track) => new() { _runs = _runs, Models = Models, Tracks = Tracks.SetItem(track.Name, track) };

    private ModelRegistry Copy(ImmutableDictionary<ContentHash, RegisteredModel> models) => new() { _runs = _runs, Models = models, Tracks = Tracks };
}
