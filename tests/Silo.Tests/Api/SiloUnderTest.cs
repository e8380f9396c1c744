using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Federated.Domain.Plans;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Runs;
using Federated.Protocol.Transport;
using Federated.Silo.Hosting;
using Federated.Silo.Tests.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Silo.Tests.Api;

/// <summary>A whole silo inside the test process, on loopback, in a fresh directory.</summary>
public sealed class SiloUnderTest : IAsyncDisposable
{
    private SiloUnderTest(WebApplication app, string directory)
    {
        App = app;
        Directory = directory;
        Addresses = app.Services.GetRequiredService<SiloAddresses>();
        Credentials = JsonSerializer.Deserialize<ConsoleCredentials>(File.ReadAllText(Path.Combine(directory, "coordinator.fed.json")), ProtocolJson.Options)!;
        Anonymous = Client(Addresses.ConsoleUrl);
        Coordinator = Client(Addresses.ConsoleUrl, Credentials.CertificatePem, Credentials.PrivateKeyPem);
    }

    public WebApplication App { get; }

    public string Directory { get; }

    public SiloAddresses Addresses { get; }

    public ConsoleCredentials Credentials { get; }

    /// <summary>To the console listener, without a certificate.</summary>
    public HttpClient Anonymous { get; }

    /// <summary>To the console listener, as the coordinator.</summary>
    public HttpClient Coordinator { get; }

    public static async Task<SiloUnderTest> Start(string? directory = null, Action<IServiceCollection>? configure = null, params string[] options)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("federated-silo-").FullName;
        var app = SiloHost.Build(["--data", directory, "--console-port", "0", "--node-port", "0", .. options], configure);
        try
        {
            await app.StartAsync();
            return new(app, directory);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public HttpClient Client(string url, string? certificate = null, string? key = null) =>
        FederationHttp.CreateClient(url, FederationHttp.CreateHandler(Credentials?.AuthorityPem ?? string.Empty, certificate, key));

    public async Task<JoinToken> Invite(string partner)
    {
        using var response = await Coordinator.PostAsJsonAsync(Routes.Invitations(partner), new InviteRequest(600), ProtocolJson.Options);
        await ProblemReader.ThrowIfProblem(response);
        return JoinToken.Parse((await response.Content.ReadFromJsonAsync<InviteResponse>(ProtocolJson.Options))!.Token);
    }

    public Task<HttpResponseMessage> Present(JoinToken token, ECDsa key) => Anonymous.PostAsJsonAsync(Routes.Enrol, new EnrolRequest(
        token.Partner, token.Secret, new CertificateRequest("CN=anything", key, HashAlgorithmName.SHA256).CreateSigningRequestPem()), ProtocolJson.Options);

    /// <summary>Enrols a partner; the result is its certificate and key.</summary>
    public async Task<(string Certificate, string Key)> Enrol(string partner)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var response = await Present(await Invite(partner), key);
        await ProblemReader.ThrowIfProblem(response);
        var enrolled = (await response.Content.ReadFromJsonAsync<EnrolResponse>(ProtocolJson.Options))!;
        return (enrolled.CertificatePem, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Enrols a partner; the result is its client to the node listener.</summary>
    public async Task<HttpClient> Node(string partner)
    {
        var (certificate, key) = await Enrol(partner);
        return Client(Addresses.NodeUrl, certificate, key);
    }

    public async Task<LaunchResponse> Launch(RunPlan? plan = null)
    {
        using var response = await Coordinator.PostAsJsonAsync(Routes.Runs, new LaunchRequest(plan ?? TestRun.Plan(), null), ProtocolJson.Options);
        await ProblemReader.ThrowIfProblem(response);
        return (await response.Content.ReadFromJsonAsync<LaunchResponse>(ProtocolJson.Options))!;
    }

    public static HttpRequestMessage Upload(Domain.Rounds.RoundId round, byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(ProtocolJson.Safetensors);
        return new(HttpMethod.Put, Routes.Update(round)) { Content = content, Version = new(2, 0) };
    }

    public static async Task AssertProblem(HttpResponseMessage response, ErrorCode code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == code.HttpStatus, $"Got {response.StatusCode}, wanted {code.HttpStatus}: {text}");
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<Problem>(text, ProtocolJson.Options)!;
        Assert.Equal((code.ToString(), code.HttpStatus), (problem.Code, problem.Status));
        Assert.NotEmpty(problem.Detail);
    }

    /// <summary>Stops the silo and leaves its directory.</summary>
    public async Task Stop()
    {
        Anonymous.Dispose();
        Coordinator.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
