using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Registry;

/// <summary>What the next entry has to keep.</summary>
public sealed partial class ModelRegistry
{
    /// <summary>What is wrong with an entry at this point of the ledger, or null. Entries that the registry is not about are never refused.</summary>
    public RegistryRefusal? Refuse(LedgerEntry entry) => entry switch
    {
        RunLaunched e => RefuseLaunch(e),
        ModelEvaluated e => Unknown(e.Model),
        ModelImported e => Models.TryGetValue(e.Model, out var known) && known.Layout != e.Layout
            ? new(ErrorCodes.TrackMismatch, $"Got model {e.Model} with layout {e.Layout}, which stands in the ledger with layout {known.Layout}.")
            : null,
        ModelTagged e => RefuseTag(e),
        ModelUntagged e => RefuseUntag(e),
        ReleaseRolledBack e => RefuseRollback(e),
        GateWithdrawn e => Track(e.Track).Gate(e.Metric, e.Bound) is null
            ? new(ErrorCodes.TrackUnknown, $"Got gate '{e.Metric} {e.Bound}' of track '{e.Track}', wanted one that stands. 'fed model gate list --track {e.Track}' shows them.")
            : null,
        _ => null,
    };

    // A plan that names the model it starts from gets that one, of its own layout, or no run.
    private RegistryRefusal? RefuseLaunch(RunLaunched entry)
    {
        var plan = LaunchPlan.Of(entry);
        if (plan.Base is { } start)
            return ContentHash.TryParse(start, out var named) ? Unknown(named) : new(ErrorCodes.ModelUnknown, $"Got model.transfer.base '{start}', wanted the hash of a model that the ledger names.");
        if (plan.Initial is not { } text)
            return null;
        if (!ContentHash.TryParse(text, out var initial) || initial != entry.InitialModel)
            return new(ErrorCodes.ModelUnknown, $"Run '{entry.Run}' starts from model {entry.InitialModel}, wanted the plan's model.initial '{text}'.");
        if (Unknown(initial) is { } unknown)
            return unknown;
        // An evaluation's uploads are sums; whether the model is of the plan's architecture is seen in its file, before the launch.
        return plan.Evaluates || Models[initial].Layout == entry.Layout ? null : new(ErrorCodes.TrackMismatch,
            $"Got model.initial {initial} of layout {Models[initial].Layout}, wanted the plan's own layout {entry.Layout}. Take a model of the same architecture.");
    }

    private RegistryRefusal? RefuseTag(ModelTagged entry)
    {
        if (Unknown(entry.Model) is { } unknown)
            return unknown;
        var model = Models[entry.Model];
        var track = Track(entry.Track);
        if (track.Layout is { } layout && layout != model.Layout)
        {
            return new(ErrorCodes.TrackMismatch, $"Got model {entry.Model} of layout {model.Layout} for track '{entry.Track}', wanted layout {layout} as all its models have. "
                + "Name another track with --track.");
        }

        if (track.Tags.TryGetValue(entry.Tag, out var standing) && standing == entry.Model)
            return new(ErrorCodes.TagRefused, $"Model {entry.Model} is '{entry.Tag}' in track '{entry.Track}' already; nothing was changed.");
        return entry.Tag == RegistryNames.Released ? RefuseRelease(track, model) : null;
    }

    private RegistryRefusal? RefuseRelease(ModelTrack track, RegisteredModel model)
    {
        if (track.Gates.IsEmpty)
        {
            return new(ErrorCodes.GateNotMet, $"Got a release in track '{track.Name}', which has no gate, wanted at least one. "
                + $"Agree on one with 'fed model gate set --track {track.Name} --metric accuracy --minimum VALUE'.");
        }

        var failed = CheckGates(track.Name, model).Where(result => !result.Met).ToArray();
        return failed.Length == 0 ? null : new(ErrorCodes.GateNotMet,
            $"Model {model.Model} does not pass the gates of track '{track.Name}': {string.Join(" Also: ", failed.Select(f => $"gate '{f.Gate.Text}': {f.Finding.TrimEnd('.')}."))}");
    }

    private RegistryRefusal? RefuseUntag(ModelUntagged entry) => Track(entry.Track).Tags.TryGetValue(entry.Tag, out var standing) && standing == entry.Model
        ? null
        : new(ErrorCodes.TagRefused, $"Got tag '{entry.Tag}' of model {entry.Model} in track '{entry.Track}' to take away, wanted one that stands"
            + (standing == default ? "." : $"; it stands at {standing}."));

    // The way back is one step at a time, to what was released before.
    private RegistryRefusal? RefuseRollback(ReleaseRolledBack entry)
    {
        var track = Track(entry.Track);
        if (track.Released != entry.From || track.Released is null)
        {
            return new(ErrorCodes.TagRefused, $"Got a rollback of track '{entry.Track}' from model {entry.From}, wanted one from the released model"
                + (track.Released is { } released ? $" {released}." : "; nothing is released."));
        }

        return !track.Earlier.IsEmpty && track.Earlier[^1] == entry.To
            ? null
            : new(ErrorCodes.TagRefused, $"Got a rollback of track '{entry.Track}' to model {entry.To}, wanted the model released before"
                + (track.Earlier.IsEmpty ? "; there is none." : $" {track.Earlier[^1]}."));
    }

    private RegistryRefusal? Unknown(ContentHash model) => Models.ContainsKey(model)
        ? null
        : new(ErrorCodes.ModelUnknown, $"Got model {model}, wanted one that the ledger names as an initial or a committed one. 'fed model list' shows them.");
}
