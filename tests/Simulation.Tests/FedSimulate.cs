using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Samples;
using Spectre.Console;

namespace Federated.Simulation.Tests;

/// <summary>Runs <c>fed simulate</c> in this process, in a folder of its own.</summary>
internal sealed class FedSimulate : IDisposable
{
    private readonly StringWriter _error = new();
    private readonly LineWatch _out = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fed-simulate-test-");

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public static string Samples { get; } = SampleFolder.Locate(AppContext.BaseDirectory);

    public static string Plan(string name) => Path.Combine(Samples, "plans", name);

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Completes when a line that holds this text is written.</summary>
    public Task Line(string text) => _out.Line(text);

    public Task<int> Run(CancellationToken cancellationToken, params string[] arguments) => new FedApplication(new()
    {
        Out = _out,
        Error = _error,
        Terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_out) }),
        Interactive = false,
        CurrentDirectory = _folder.FullName,
    }).RunAsync(["simulate", .. arguments], cancellationToken);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _error.Dispose();
        _out.Dispose();
    }
}
