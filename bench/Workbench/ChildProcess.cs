using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Federated.Workbench;

/// <summary>A process that a bench started: it is told things by lines, says things by lines, and never outlives the bench.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private bool _disposed;

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                _lines.Add(line.Data);
            else
                _lines.CompleteAdding();
        };
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? string.Empty);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string path, params string[] arguments) => new(new Process
    {
        StartInfo = new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
    });

    /// <summary>Starts this bench again with other arguments.</summary>
    public static ChildProcess StartSelf(params string[] arguments) => Start(Environment.ProcessPath!, arguments);

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>The next line that it says.</summary>
    /// <exception cref="InvalidOperationException">It ended, or said nothing for five minutes.</exception>
    public string Hear() => _lines.TryTake(out var line, TimeSpan.FromMinutes(5))
        ? line
        : throw new InvalidOperationException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} said nothing more: {Errors}");

    /// <summary>A number of kilobytes from <c>/proc/ID/status</c>, in bytes: <c>VmHWM</c> is the peak of its memory, <c>VmRSS</c> what it has now.</summary>
    public long Memory(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").Single(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(field.Length + 1, line.Length - field.Length - 4).Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _lines.Dispose();
    }
}
