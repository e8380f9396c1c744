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

    /// <summary>Both listeners: a committed model, immutable, with ranges.</summary>
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

    /// <summary>The path of a model.</summary>
    public static string Model(ContentHash hash) => $"/v1/models/{hash}";

    /// <summary>The path of an update.</summary>
    public static string Update(RoundId round) => string.Create(CultureInfo.InvariantCulture, $"/v1/runs/{round.Run}/rounds/{round.Number}/update");

    /// <summary>The path of a decline.</summary>
    public static string Decline(RoundId round) => string.Create(CultureInfo.InvariantCulture, $"/v1/runs/{round.Run}/rounds/{round.Number}/decline");

    /// <summary>The path of a run.</summary>
    public static string Run(RunId run) => $"/v1/runs/{run}";

    /// <summary>The path that stops a run.</summary>
    public static string Stop(RunId run) => $"/v1/runs/{run}/stop";

    /// <summary>The path of a run's model versions.</summary>
    public static string RunModels(RunId run) => $"/v1/runs/{run}/models";

    /// <summary>The path of a partner's budget.</summary>
    public static string Budget(string partner) => $"/v1/partners/{partner}/budget";

    /// <summary>The path of a partner's standing.</summary>
    public static string Standing(string partner) => $"/v1/partners/{partner}/standing";

    /// <summary>The path of a partner's invitations.</summary>
    public static string Invitations(string partner) => $"/v1/partners/{partner}/invitations";
}
