using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Federated.ConsoleApp.CommandLine;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Spectre.Console;

namespace Federated.ConsoleApp.Tests;

/// <summary>Runs <c>fed</c> in this process, in a folder of its own, against answers that a test makes up.</summary>
internal sealed class Fed : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fed-test-");

    public string Folder => _folder.FullName;

    public Dictionary<string, string> Variables { get; } = [];

    public Func<HttpRequestMessage, HttpResponseMessage> Silo { get; set; } = _ => throw new HttpRequestException("no silo in this test");

    public List<string> Requests { get; } = [];

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public FedServices Services => new()
    {
        Out = _out,
        Error = _error,
        Terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_out) }),
        Interactive = false,
        CurrentDirectory = Folder,
        Environment = name => Variables.GetValueOrDefault(name),
        Connect = _ => new Answers(this),
    };

    public Task<int> Run(params string[] arguments) => new FedApplication(Services).RunAsync(arguments, CancellationToken.None);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Credentials in the default place.</summary>
    public void Enrol() => Write("coordinator.fed.json", JsonSerializer.Serialize(
        new ConsoleCredentials("north-sea", "https://127.0.0.1:1", "authority", "certificate", "key", MadeLedger.Keys), ProtocolJson.Options));

    public static HttpResponseMessage Json<T>(T value) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(JsonSerializer.Serialize(value, ProtocolJson.Options), Encoding.UTF8, "application/json"),
    };

    public static HttpResponseMessage Problem(int status, string code, string detail) => new((HttpStatusCode)status)
    {
        Content = new StringContent(
            JsonSerializer.Serialize(new Problem("urn:federated:" + code, "title", status, detail, code), ProtocolJson.Options),
            new MediaTypeHeaderValue(Protocol.Problem.MediaType)),
    };

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _out.Dispose();
        _error.Dispose();
    }

    private sealed class Answers(Fed fed) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            fed.Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
            return Task.FromResult(fed.Silo(request));
        }
    }
}
