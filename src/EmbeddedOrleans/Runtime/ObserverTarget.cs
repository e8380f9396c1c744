namespace Orleans.Runtime;

/// <summary>
/// An object behind an observer reference. Calls run on the thread pool, one at a time unless they interleave. The
/// object is held weakly, as Orleans does: its owner keeps it alive.
/// </summary>
internal sealed class ObserverTarget(GrainRuntime runtime, GrainId id, IGrainObserver observer) : IGrainContext
{
    private readonly Lock _gate = new();
    private readonly CallQueue _queue = new(reentrant: false);
    private readonly WeakReference<IGrainObserver> _observer = new(observer);

    public GrainId GrainId => id;

    public object? GrainInstance => _observer.TryGetTarget(out var target) ? target : null;

    public IServiceProvider ActivationServices => runtime.Services;

    public Task Deactivated { get; } = Task.CompletedTask;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
    }

    public void Receive(Call call)
    {
        lock (_gate)
        {
            _queue.Add(call);
        }

        Pump();
    }

    private void Pump()
    {
        while (true)
        {
            Call? call;
            lock (_gate)
            {
                call = _queue.TakeNext();
            }

            if (call is null)
            {
                return;
            }

            _ = Task.Factory.StartNew(() => RunAsync(call), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
    }

    private async Task RunAsync(Call call)
    {
        RequestContext.Current = call.Context;
        try
        {
            if (GrainInstance is { } instance)
            {
                call.Complete(await IncomingCallContext.RunAsync(call, this, instance, runtime.IncomingFilters));
            }
            else
            {
                runtime.Logger.ObserverGone(call);
            }
        }
        catch (Exception exception)
        {
            if (call.Method.OneWay)
            {
                runtime.Logger.OneWayFailed(exception, call);
            }

            call.Fail(exception);
        }

        lock (_gate)
        {
            _queue.Finished(call);
        }

        Pump();
    }
}
