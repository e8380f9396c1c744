namespace Orleans;

/// <summary>A service that takes part in a lifecycle; register it as this interface.</summary>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    /// <summary>Subscribes to stages.</summary>
    void Participate(TLifecycleObservable lifecycle);
}
