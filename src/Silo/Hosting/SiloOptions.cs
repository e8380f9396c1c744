using System.Collections.Immutable;
using Federated.Protocol;

namespace Federated.Silo.Hosting;

/// <summary>What one silo is started with. The command line sets it; <see cref="SiloOptionsRules"/> checks it before anything starts.</summary>
public sealed record SiloOptions
{
    /// <summary>Default port of the console and enrolment listener.</summary>
    public const int DefaultConsolePort = 7400;

    /// <summary>Default port of the node listener.</summary>
    public const int DefaultNodePort = 7401;

    /// <summary>The folder that holds everything: database, blobs, keys, certificates. Created at the first start.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The IP address both HTTPS listeners bind. Default 127.0.0.1.</summary>
    public string ListenAddress { get; init; } = "127.0.0.1";

    /// <summary>
    /// Names under which partners reach this silo; all are put in the server certificate, and the first is the one in the
    /// URLs told to partners. Default: the listen address, which then must not be a wildcard.
    /// </summary>
    public ImmutableArray<string> PublicHosts { get; init; } = [];

    /// <summary>Port of the console and enrolment listener, 0 to 65535. 0: a free one, picked once and kept in silo.json.</summary>
    public int ConsolePort { get; init; } = DefaultConsolePort;

    /// <summary>Port of the node listener, 0 to 65535. 0: a free one, picked once and kept in silo.json.</summary>
    public int NodePort { get; init; } = DefaultNodePort;

    /// <summary>Port of Orleans between silos, on loopback. 0 (default): a free one, picked at every start.</summary>
    public int SiloPort { get; init; }

    /// <summary>Port of the Orleans gateway, on loopback. 0 (default): no gateway, so that no Orleans client can connect.</summary>
    public int GatewayPort { get; init; }

    /// <summary>Most bytes of updates that are staged at one time, at least 1 MiB; further uploads wait. Default 1 GiB.</summary>
    public long MaxStagedBytes { get; init; } = 1L << 30;

    /// <summary>How long one grain call may take, at least 1 second. Default 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; init; } = Times.Answer;

    /// <summary>Logs what happens, not only what is wrong. Default false.</summary>
    public bool Verbose { get; init; }

    /// <summary>The host in URLs told to others.</summary>
    public string PublicHost => PublicHosts.IsEmpty ? ListenAddress : PublicHosts[0];
}
