using System.Net.Http.Json;
using System.Text.Json;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Runs;
using Federated.Protocol.Transport;

namespace Federated.Workbench;

/// <summary>A real <c>fed-silo</c> process in a directory of its own, and a coordinator's client to it.</summary>
public sealed class BenchSilo : IAsyncDisposable
{
    private BenchSilo(ChildProcess process, ConsoleCredentials credentials)
    {
        Process = process;
        Credentials = credentials;
        Console = FederationHttp.CreateClient(credentials.ConsoleUrl, Handler(credentials.CertificatePem, credentials.PrivateKeyPem));
    }

    public ChildProcess Process { get; }

    public ConsoleCredentials Credentials { get; }

    public HttpClient Console { get; }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static async Task<BenchSilo> Start(string directory, params string[] more)
    {
        var process = ChildProcess.Start(Programs.Silo, ["--data", directory, "--console-port", "0", "--node-port", "0", .. more]);
        while (process.Hear() != "ready")
        {
        }

        var file = Path.Combine(directory, "coordinator.fed.json");
        return new(process, JsonSerializer.Deserialize<ConsoleCredentials>(await File.ReadAllTextAsync(file), ProtocolJson.Options)!);
    }

    public SocketsHttpHandler Handler(string? certificate = null, string? key = null) => FederationHttp.CreateHandler(Credentials.AuthorityPem, certificate, key);

    public async Task<string> Invite(string partner)
    {
        using var response = await Console.PostAsJsonAsync(Routes.Invitations(partner), new InviteRequest(3600), ProtocolJson.Options);
        await ProblemReader.ThrowIfProblem(response);
        return (await response.Content.ReadFromJsonAsync<InviteResponse>(ProtocolJson.Options))!.Token;
    }

    public async Task<RunId> Launch(RunPlan plan)
    {
        using var response = await Console.PostAsJsonAsync(Routes.Runs, new LaunchRequest(plan, null), ProtocolJson.Options);
        await ProblemReader.ThrowIfProblem(response);
        return (await response.Content.ReadFromJsonAsync<LaunchResponse>(ProtocolJson.Options))!.Run;
    }

    /// <summary>Waits until a run has closed so many rounds.</summary>
    public async Task<RunView> Closed(RunId run, int rounds)
    {
        var version = -1L;
        while (true)
        {
            var view = (await Console.GetFromJsonAsync<RunView>($"{Routes.Run(run)}?after={version}&wait=20", ProtocolJson.Options))!;
            if (view.ClosedRounds >= rounds)
                return view.CommittedRounds >= rounds ? view : throw new InvalidOperationException($"{run}: only {view.CommittedRounds} rounds of {view.ClosedRounds} committed. {Process.Errors}");
            version = view.Version;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Console.Dispose();
        await Process.DisposeAsync();
    }
}
