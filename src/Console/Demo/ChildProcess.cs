using System.Diagnostics;
using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Demo;

/// <summary>A process that the demo started and will end.</summary>
public sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="name">For people.</param>
    /// <param name="process">Started.</param>
    /// <param name="log">Where its output goes.</param>
    public ChildProcess(string name, Process process, string log)
    {
        Name = name;
        Log = log;
        _process = process;
    }

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>Where its output goes.</summary>
    public string Log { get; }

    /// <summary>True once <see cref="Terminate"/> was called.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Completes when the process has ended.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to end.</summary>
    public void Terminate()
    {
        IsStopping = true;
        if (!_process.HasExited)
            _ = Signals.Send(_process.Id, Signals.Terminate);
    }

    /// <summary>Ends it and what it started.</summary>
    public void Kill()
    {
        IsStopping = true;
        _process.Kill(entireProcessTree: true);
    }

    /// <summary>The last lines of its log and where the rest is, for a message.</summary>
    public string EndOfLog()
    {
        var lines = LastLines(12);
        return lines.Count == 0 ? $"Its log is empty ({Log})." : $"The end of its log ({Log}):{string.Concat(lines.Select(line => "\n    " + line))}";
    }

    /// <summary>The last lines of its log.</summary>
    public IReadOnlyList<string> LastLines(int count)
    {
        try
        {
            return [.. File.ReadLines(Log).TakeLast(count)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
