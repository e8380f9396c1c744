namespace Orleans;

/// <summary>Something that starts and stops in stages.</summary>
public interface ILifecycleObservable
{
    /// <summary>Takes part in a stage. Lower stages start first and stop last.</summary>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}
