namespace Orleans;

/// <summary>Stages as delegates.</summary>
public static class LifecycleExtensions
{
    /// <summary>Runs delegates when a stage starts and stops.</summary>
    public static IDisposable Subscribe(
        this ILifecycleObservable observable,
        string observerName,
        int stage,
        Func<CancellationToken, Task> onStart,
        Func<CancellationToken, Task>? onStop)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(onStart);
        return observable.Subscribe(observerName, stage, new DelegateObserver(onStart, onStop));
    }

    /// <summary>Runs a delegate when a stage starts.</summary>
    public static IDisposable Subscribe(
        this ILifecycleObservable observable, string observerName, int stage, Func<CancellationToken, Task> onStart) =>
        observable.Subscribe(observerName, stage, onStart, null);

    private sealed class DelegateObserver(Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop) : ILifecycleObserver
    {
        public Task OnStart(CancellationToken cancellationToken = default) => onStart(cancellationToken);

        public Task OnStop(CancellationToken cancellationToken = default) => onStop?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }
}
