using System.Collections.Concurrent;
using System.Diagnostics;
using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Demo;

/// <summary>
/// The processes of a demo. They end with it, however it ends: they are asked to (SIGTERM), made to after a few seconds
/// (SIGKILL), and where setpriv exists the kernel sends them SIGTERM if the demo itself is killed.
/// </summary>
public sealed class ChildGroup : IAsyncDisposable
{
    private const string Setpriv = "/usr/bin/setpriv";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentBag<ChildProcess> _children = [];
    private readonly BlockingCollection<Action> _starts = [];
    private readonly TimeProvider _time;

    /// <param name="time">The clock.</param>
    public ChildGroup(TimeProvider time)
    {
        _time = time;

        // The kernel's signal on the parent's death follows the thread that forked, and threads of the pool come and go.
        new Thread(() =>
        {
            foreach (var start in _starts.GetConsumingEnumerable())
                start();
        }) { IsBackground = true, Name = "child processes" }.Start();
    }

    /// <summary>Starts a process that works until it is stopped; its output is appended to <paramref name="log"/>.</summary>
    public async Task<ChildProcess> StartAsync(string name, string log, string program, params string[] arguments)
    {
        // The shell only opens the log and becomes the program, so the log does not depend on the demo staying alive.
        var info = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        info.Environment["DEMO_LOG"] = log;
        string[] line = ["-c", "exec \"$@\" >>\"$DEMO_LOG\" 2>&1", "sh", .. Guarded(program, arguments)];
        foreach (var argument in line)
            info.ArgumentList.Add(argument);
        var process = await OnStarterAsync(info);
        process.StandardInput.Close();
        var child = new ChildProcess(name, process, log);
        _children.Add(child);
        return child;
    }

    /// <summary>Runs a process to its end and returns what it printed.</summary>
    public async Task<ChildOutput> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        string[] guarded = Guarded(program, arguments);
        var info = new ProcessStartInfo(guarded[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in guarded.Skip(1))
            info.ArgumentList.Add(argument);
        using var process = await OnStarterAsync(info);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ChildOutput(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Completes by throwing when a process ends that nobody stopped.</summary>
    /// <exception cref="FederatedException">FED-1602 with the last lines of its log.</exception>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        var children = _children.ToArray();
        await Task.WhenAny(children.Select(child => child.WaitForExitAsync(cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();
        if (Array.Find(children, child => child is { HasExited: true, IsStopping: false }) is { } dead)
            throw Died(dead);
    }

    /// <summary>Throws when a process has ended that nobody stopped.</summary>
    /// <exception cref="FederatedException">FED-1602 with the last lines of its log.</exception>
    public void ThrowIfAnyDied()
    {
        if (_children.FirstOrDefault(child => child is { HasExited: true, IsStopping: false }) is { } dead)
            throw Died(dead);
    }

    /// <summary>Ends every process and waits until it has.</summary>
    public async Task StopAsync()
    {
        var children = _children.ToArray();
        foreach (var child in children)
            child.Terminate();
        using var limit = new CancellationTokenSource(Patience, _time);
        await Task.WhenAll(children.Select(async child =>
        {
            try
            {
                await child.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                child.Kill();
                await child.WaitForExitAsync(CancellationToken.None);
            }
        }));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var child in _children)
            child.Dispose();
        _starts.CompleteAdding();
    }

    private static string[] Guarded(string program, string[] arguments) =>
        File.Exists(Setpriv) ? [Setpriv, "--pdeathsig", "TERM", "--", program, .. arguments] : [program, .. arguments];

    private static FederatedException Died(ChildProcess child) =>
        new(ErrorCodes.StorageUnavailable, $"{child.Name} {Ending(child.ExitCode)}. {child.EndOfLog()}");

    // The runtime reports a signal as a shell does.
    private static string Ending(int exitCode) => exitCode > 128
        ? FormattableString.Invariant($"was ended by signal {exitCode - 128}")
        : FormattableString.Invariant($"has ended by itself with exit code {exitCode}");

    private async Task<Process> OnStarterAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                started.SetException(new FederatedException(ErrorCodes.ConfigurationInvalid, $"{info.FileName} cannot be started: {e.Message}", inner: e));
            }
        });
        return await started.Task;
    }
}
