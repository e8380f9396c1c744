using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Federated.EndToEnd.Processes;

/// <summary>A real process under test: its output is kept, and it never outlives the test.</summary>
public sealed partial class Program : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Program(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static Program Start(string path, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Small machine, several processes: one thread each, and no spinning.
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new(new Process { StartInfo = start });
    }

    /// <summary>Runs to the end and returns the exit code and all output.</summary>
    public static async Task<(int Code, string Output)> Run(string path, params string[] arguments)
    {
        await using var program = Start(path, arguments);
        return (await program.Exit(TimeSpan.FromMinutes(5)), program.Output);
    }

    public async Task<int> Exit(TimeSpan atMost)
    {
        using var timeout = new CancellationTokenSource(atMost);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{_process.StartInfo.FileName} did not end within {atMost}. It printed:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>SIGKILL, and wait until the process is gone.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Interrupt() => Assert.Equal(0, SendSignal(_process.Id, 2));

    public void Terminate() => Assert.Equal(0, SendSignal(_process.Id, 15));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
