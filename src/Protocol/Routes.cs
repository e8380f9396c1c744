using System.Globalization;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Protocol;

/// <summary>The paths of both listeners, with the templates that the silo maps and the builders that clients use.</summary>
public static class Routes
{
    /// <summary>Both listeners, no certificate: the federation's name and its certificate authority.</summary>
    public const string Authority = "/v1/authority";

    /// <summary>Console listener, no certificate: a join token and a certificate request become a certificate.</summary>
    public const string Enrol = "/v1/enrol";

    /// <summary>Node listener: long poll for assignments.</summary>
    public const string Work = "/v1/work";

    /// <summary>Node listener: the caller's own contribution record and standing.</summary>
    public const string Self = "/v1/self";

    /// <summary>Both listeners: a committed model, immutable, with ranges; coded where that helps (<c>?codec=NAME&amp;base=HASH</c>).</summary>
    public const string ModelTemplate = "/v1/models/{hash}";

    /// <summary>Node listener: the update of the calling partner for one round.</summary>
    public const string UpdateTemplate = "/v1/runs/{run}/rounds/{round:int}/update";

    /// <summary>Node listener: the calling partner will not send an update for this round.</summary>
    public const string DeclineTemplate = "/v1/runs/{run}/rounds/{round:int}/decline";

    /// <summary>Console listener: launch and list runs.</summary>
    public const string Runs = "/v1/runs";

    /// <summary>Console listener: the status of a run, with an optional long poll (<c>?after=VERSION&amp;wait=SECONDS</c>).</summary>
    public const string RunTemplate = "/v1/runs/{run}";

    /// <summary>Console listener: stop a run after its current round.</summary>
    public const string StopTemplate = "/v1/runs/{run}/stop";

    /// <summary>Console listener: change the noise of an adaptive run.</summary>
    public const string NoiseTemplate = "/v1/runs/{run}/noise";

    /// <summary>Console listener: the model versions of a run.</summary>
    public const string RunModelsTemplate = "/v1/runs/{run}/models";

    /// <summary>Console listener: the partners of the federation.</summary>
    public const string Partners = "/v1/partners";

    /// <summary>Console listener: a join token for a new partner.</summary>
    public const string InvitationsTemplate = "/v1/partners/{partner}/invitations";

    /// <summary>Console listener: the privacy budget agreed with a partner.</summary>
    public const string BudgetTemplate = "/v1/partners/{partner}/budget";

    /// <summary>Console listener: suspend a partner, or lift that.</summary>
    public const string StandingTemplate = "/v1/partners/{partner}/standing";

    /// <summary>Both listeners: a page of ledger entries (<c>?from=INDEX&amp;max=N</c>).</summary>
    public const string LedgerEntries = "/v1/ledger/entries";

    /// <summary>Both listeners: the newest signed checkpoint, as note text.</summary>
    public const string LedgerCheckpoint = "/v1/ledger/checkpoint";

    /// <summary>Both listeners: the whole ledger as one export file.</summary>
    public const string LedgerExport = "/v1/ledger/export";

    /// <summary>Console listener: models, tracks, tags and gates (<c>?track=NAME&amp;all=true</c>).</summary>
    public const string Registry = "/v1/registry";

    /// <summary>Console listener: one model by hash, the beginning of one, or tag (<c>?track=NAME</c>).</summary>
    public const string RegisteredModelTemplate = "/v1/registry/models/{reference}";

    /// <summary>Console listener: brings in a model that no run made, a safetensors file as the body (<c>?name=NAME&amp;source=TEXT</c>).</summary>
    public const string Imports = "/v1/registry/imports";

    /// <summary>Console listener: what was measured of a model.</summary>
    public const string EvaluationsTemplate = "/v1/registry/models/{hash}/evaluations";

    /// <summary>Console listener: a tag of a track; <c>released</c> passes the gates or is refused.</summary>
    public const string TagTemplate = "/v1/registry/tracks/{track}/tags/{tag}";

    /// <summary>Console listener: takes a tag away.</summary>
    public const string TagRemovalTemplate = "/v1/registry/tracks/{track}/tags/{tag}/removal";

    /// <summary>Console listener: a gate of a track.</summary>
    public const string GateTemplate = "/v1/registry/tracks/{track}/gates/{metric}/{bound}";

    /// <summary>Console listener: withdraws a gate.</summary>
    public const string GateRemovalTemplate = "/v1/registry/tracks/{track}/gates/{metric}/{bound}/removal";

    /// <summary>Console listener: the model released before stands again.</summary>
    public const string RollbackTemplate = "/v1/registry/tracks/{track}/rollback";

    /// <summary>Console listener: removes blobs that nothing needs.</summary>
    public const string Collect = "/v1/registry/collect";

    /// <summary>The path of a model of the registry.</summary>
    public static string RegisteredModel(string reference) => $"/v1/registry/models/{Uri.EscapeDataString(reference)}";

    /// <summary>The path of a model's evaluations.</summary>
    public static string Evaluations(ContentHash hash) => $"/v1/registry/models/{hash}/evaluations";

    /// <summary>The path of a tag.</summary>
    public static string Tag(string track, string tag) => $"/v1/registry/tracks/{Uri.EscapeDataString(track)}/tags/{Uri.EscapeDataString(tag)}";

    /// <summary>The path that takes a tag away.</summary>
    public static string TagRemoval(string track, string tag) => Tag(track, tag) + "/removal";

    /// <summary>The path of a gate.</summary>
    public static string Gate(string track, string metric, string bound) =>
        $"/v1/registry/tracks/{Uri.EscapeDataString(track)}/gates/{Uri.EscapeDataString(metric)}/{Uri.EscapeDataString(bound)}";

    /// <summary>The path that withdraws a gate.</summary>
    public static string GateRemoval(string track, string metric, string bound) => Gate(track, metric, bound) + "/removal";

    /// <summary>The path of a track's rollback.</summary>
    public static string Rollback(string track) => $"/v1/registry/tracks/{Uri.EscapeDataString(track)}/rollback";

    /// <summary>The path of a model.</summary>
    public static string Model(ContentHash hash) => $"/v1/models/{hash}";

    /// <summary>The path of a model in a codec, against a model that the caller has.</summary>
    public static string Model(ContentHash hash, string codec, ContentHash? baseModel) =>
        $"/v1/models/{hash}?codec={Uri.EscapeDataString(codec)}{(baseModel is { } known ? $"&base={known}" : string.Empty)}";

    /// <summary>The path of an update.</summary>
    public static string Update(RoundId round) => string.Create(CultureInfo.InvariantCulture, $"/v1/runs/{round.Run}/rounds/{round.Number}/update");

    /// <summary>The path of a decline.</summary>
    public static string Decline(RoundId round) => string.Create(CultureInfo.InvariantCulture, $"/v1/runs/{round.Run}/rounds/{round.Number}/decline");

    /// <summary>The path of a run.</summary>
    public static string Run(RunId run) => $"/v1/runs/{run}";

    /// <summary>The path that stops a run.</summary>
    public static string Stop(RunId run) => $"/v1/runs/{run}/stop";

    /// <summary>The path that changes a run's noise.</summary>
    public static string Noise(RunId run) => $"/v1/runs/{run}/noise";

    /// <summary>The path of a run's model versions.</summary>
    public static string RunModels(RunId run) => $"/v1/runs/{run}/models";

    /// <summary>The path of a partner's budget.</summary>
    public static string Budget(string partner) => $"/v1/partners/{partner}/budget";

    /// <summary>The path of a partner's standing.</summary>
    public static string Standing(string partner) => $"/v1/partners/{partner}/standing";

    /// <summary>The path of a partner's invitations.</summary>
    public static string Invitations(string partner) => $"/v1/partners/{partner}/invitations";
}
