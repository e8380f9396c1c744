using System.Text.Json;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Protocol.Transport;

namespace Federated.ConsoleApp.Demo;

/// <summary>One silo process and a node process for each partner, all on this machine.</summary>
public sealed class DemoFederation : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly DemoOptions _options;
    private readonly DemoDirectory _directory;
    private readonly ChildGroup _children;
    private readonly TimeProvider _time;
    private FederationClient? _client;

    /// <param name="options">What was asked for.</param>
    /// <param name="directory">Where.</param>
    /// <param name="time">The clock.</param>
    public DemoFederation(DemoOptions options, DemoDirectory directory, TimeProvider time)
    {
        _options = options;
        _directory = directory;
        _time = time;
        _children = new ChildGroup(time);
        PrepareEnvironment();
    }

    /// <summary>The coordinator's connection; there is one after <see cref="StartSiloAsync"/>.</summary>
    public FederationClient Client => _client ?? throw new InvalidOperationException("The silo was not started.");

    /// <summary>Starts the silo and waits until it answers.</summary>
    /// <exception cref="FederatedException">FED-1602 when it ends or stays silent, with the end of its log.</exception>
    public async Task StartSiloAsync(CancellationToken cancellationToken)
    {
        var silo = await _children.StartAsync("fed-silo", _directory.Log("fed-silo"), _options.Executables.Silo,
            "--data", _directory.Federation, "--console-port", "0", "--node-port", "0");
        var credentials = Path.Combine(_directory.Federation, CredentialsFile.DefaultName);
        using var limit = new CancellationTokenSource(StartLimit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            while (!await AnswersAsync(credentials, both.Token))
            {
                _children.ThrowIfAnyDied();
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, both.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FederatedException(ErrorCodes.StorageUnavailable,
                $"fed-silo did not answer within {StartLimit.TotalSeconds:0} seconds. {silo.EndOfLog()}");
        }
    }

    /// <summary>Invites and enrols the partners that are not enrolled yet, each with a certificate of its own.</summary>
    /// <returns>How many were enrolled now.</returns>
    public async Task<int> EnrolAsync(CancellationToken cancellationToken)
    {
        var missing = _options.PartnerNames.Where(partner => !File.Exists(Path.Combine(_directory.Node(partner), "node.json"))).ToArray();
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, async (partner, token) =>
        {
            var invitation = await Client.InviteAsync(PartnerName.Parse(partner), TimeSpan.FromMinutes(10), token);

            // By file: a command line can be read by every user of the machine.
            var file = _directory.JoinToken(partner);
            await SecretFile.WriteAsync(file, invitation.Token, token);
            string[] arguments = ["enrol", $"@{file}", "--dir", _directory.Node(partner), .. DemoShares.NodeArguments(_options, _directory.PartnerData(partner))];
            var output = await _children.RunAsync(_options.Executables.Node, arguments, token);
            File.Delete(file);
            if (output.ExitCode != 0)
                throw new FederatedException(ErrorCodes.ConfigurationInvalid, $"fed-node enrol for {partner} failed with exit code {output.ExitCode}: {output.Error.Trim()}");
        });
        return missing.Length;
    }

    /// <summary>Starts every partner's node.</summary>
    public async Task StartNodesAsync()
    {
        foreach (var partner in _options.PartnerNames)
            await _children.StartAsync($"the node of {partner}", _directory.Log(partner), _options.Executables.Node, "run", "--dir", _directory.Node(partner));
    }

    /// <summary>Throws as soon as a process ends by itself.</summary>
    public Task WatchAsync(CancellationToken cancellationToken) => _children.WatchAsync(cancellationToken);

    /// <summary>Ends every process.</summary>
    public Task StopAsync() => _children.StopAsync();

    /// <summary>Lets a partner hold its receipts against the export, with the keys that it pinned; needs no running federation.</summary>
    public async Task<NodeVerdict> VerifyAsync(string partner, CancellationToken cancellationToken)
    {
        var output = await _children.RunAsync(_options.Executables.Node,
            ["verify", "--ledger", _directory.LedgerExport, "--json", "--dir", _directory.Node(partner)], cancellationToken);
        return NodeVerdict.Read(partner, output);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _children.DisposeAsync();
    }

    // A silo that goes on with an old federation writes no new credentials, so only an answer counts.
    private async Task<bool> AnswersAsync(string credentialsFile, CancellationToken cancellationToken)
    {
        if (!File.Exists(credentialsFile))
            return false;
        try
        {
            if (_client is null)
            {
                var credentials = CredentialsFile.Read(credentialsFile);
                _client = new(credentials, FederationHttp.CreateHandler(credentials.AuthorityPem, credentials.CertificatePem, credentials.PrivateKeyPem));
            }

            _ = await _client.RunsAsync(cancellationToken);
            return true;
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.Unreachable || e.InnerException is JsonException)
        {
            return false;
        }
    }

    // Inherited by the children: several of them share a machine here, and none goes through a proxy to it.
    private static void PrepareEnvironment()
    {
        var runtime = System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory();
        Set("DOTNET_ROOT", Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetFullPath(Path.Combine(runtime, "..", "..", "..")));
        Set("DOTNET_gcServer", "0");
        Set("OMP_NUM_THREADS", "1");
        Set("OPENBLAS_NUM_THREADS", "1");
        Set("OMP_WAIT_POLICY", "PASSIVE");
        Set("NO_PROXY", "127.0.0.1,localhost");
        Set("no_proxy", "127.0.0.1,localhost");
        Set("FED_NODE_DIR", null);
        static void Set(string name, string? value) => Environment.SetEnvironmentVariable(name, value);
    }
}
