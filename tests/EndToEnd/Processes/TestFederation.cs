using System.Net.Http.Json;
using System.Text.Json;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Ledger;
using Federated.Protocol.Runs;
using Federated.Protocol.Transport;

namespace Federated.EndToEnd.Processes;

/// <summary>One real silo process in a fresh directory, and a coordinator's client to it.</summary>
public sealed class TestFederation : IAsyncDisposable
{
    private Program? _silo;
    private HttpClient? _console;

    private TestFederation(string directory) => Directory = directory;

    public string Directory { get; }

    public string SiloData => Path.Combine(Directory, "silo");

    public string CredentialsFile => Path.Combine(SiloData, "coordinator.fed.json");

    public ConsoleCredentials Credentials { get; private set; } = null!;

    public HttpClient Console => _console ?? throw new InvalidOperationException("The silo is not started.");

    public Program Silo => _silo ?? throw new InvalidOperationException("The silo is not started.");

    public static async Task<TestFederation> Start()
    {
        var federation = new TestFederation(System.IO.Directory.CreateTempSubdirectory("federated-e2e-").FullName);
        await federation.StartSilo();
        return federation;
    }

    /// <summary>Starts the silo, perhaps with a place where it kills itself (<c>Claimed:2</c>).</summary>
    public async Task StartSilo(string? killAt = null)
    {
        var environment = new Dictionary<string, string>();
        if (killAt is not null)
            environment["FED_KILL_AT"] = killAt;
        _silo = Program.Start(Programs.Silo, ["--data", SiloData, "--console-port", "0", "--node-port", "0"], environment);
        await Eventually.Get(async () =>
        {
            Assert.False(_silo.HasExited, $"The silo ended at its start:\n{_silo.Output}");
            if (!File.Exists(CredentialsFile))
                return null;
            try
            {
                Credentials = JsonSerializer.Deserialize<ConsoleCredentials>(await File.ReadAllTextAsync(CredentialsFile), ProtocolJson.Options)!;
                _console?.Dispose();
                _console = Client(Credentials.ConsoleUrl, Credentials.CertificatePem, Credentials.PrivateKeyPem);
                using var response = await _console.GetAsync("/healthz");
                return response.IsSuccessStatusCode ? response : null;
            }
            catch (Exception e) when (e is HttpRequestException or JsonException)
            {
                return null;
            }
        }, () => $"the silo answers. It printed:\n{_silo.Output}");
    }

    public async Task StopSilo()
    {
        Silo.Terminate();
        await Silo.Exit(TimeSpan.FromSeconds(60));
    }

    public HttpClient Client(string url, string? certificate = null, string? key = null) =>
        FederationHttp.CreateClient(url, FederationHttp.CreateHandler(Credentials.AuthorityPem, certificate, key));

    public async Task<string> Invite(string partner, int seconds = 600)
    {
        using var response = await Console.PostAsJsonAsync(Routes.Invitations(partner), new InviteRequest(seconds), ProtocolJson.Options);
        await ProblemReader.ThrowIfProblem(response);
        return (await response.Content.ReadFromJsonAsync<InviteResponse>(ProtocolJson.Options))!.Token;
    }

    public async Task<LaunchResponse> Launch(RunPlan plan)
    {
        using var response = await Console.PostAsJsonAsync(Routes.Runs, new LaunchRequest(plan, null), ProtocolJson.Options);
        await ProblemReader.ThrowIfProblem(response);
        return (await response.Content.ReadFromJsonAsync<LaunchResponse>(ProtocolJson.Options))!;
    }

    public async Task<RunView> Run(RunId run) => (await Console.GetFromJsonAsync<RunView>(Routes.Run(run), ProtocolJson.Options))!;

    public Task<RunView> Ended(RunId run) => Eventually.Get(async () =>
    {
        try
        {
            var view = await Run(run);
            return view.Outcome == RunOutcome.Running ? null : view;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }, () => $"run {run} ends. The silo printed:\n{Silo.Output}");

    public async Task<IReadOnlyList<LedgerEntry>> Ledger()
    {
        var page = (await Console.GetFromJsonAsync<LedgerPageView>($"{Routes.LedgerEntries}?from=0&max=10000", ProtocolJson.Options))!;
        return [.. page.Entries.Select(e => LedgerCodec.Decode(System.Text.Encoding.UTF8.GetBytes(e.Entry)))];
    }

    /// <summary>The ledger's export, verified offline against the keys that were pinned at the start.</summary>
    public async Task<LedgerVerdict> Verify()
    {
        using var export = new StringReader(await Console.GetStringAsync(Routes.LedgerExport));
        return LedgerVerifier.Verify(export, Credentials.Keys);
    }

    public async ValueTask DisposeAsync()
    {
        _console?.Dispose();
        if (_silo is not null)
            await _silo.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
