using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The timers of one activation.</summary>
internal sealed class GrainTimers(Activation activation) : IDisposable
{
    private readonly ConcurrentDictionary<GrainTimer, bool> _timers = new();

    public Activation Activation => activation;

    public IGrainTimer Register(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        RuntimeContext.RequireCurrent();
        var timer = new GrainTimer(this, callback, options);
        _timers[timer] = true;
        return timer;
    }

    public void Forget(GrainTimer timer) => _timers.TryRemove(timer, out _);

    public void Dispose()
    {
        foreach (var timer in _timers.Keys)
        {
            timer.Dispose();
        }
    }
}
