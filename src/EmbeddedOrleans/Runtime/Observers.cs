using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The objects that have a reference.</summary>
internal sealed class Observers(GrainRuntime runtime)
{
    private static readonly GrainType Type = GrainType.Create("sys.client");

    private readonly ConcurrentDictionary<GrainId, ObserverTarget> _targets = new();
    private long _last;

    public TInterface Add<TInterface>(IGrainObserver observer)
        where TInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (observer is GrainReferenceProxy or IGrainBase)
        {
            throw new ArgumentException("Got a grain or a reference, wanted an object of your own: send the reference as it is.", nameof(observer));
        }

        var id = GrainId.Create(Type, IdSpan.Create($"hosted+{Interlocked.Increment(ref _last)}"));
        _targets[id] = new ObserverTarget(runtime, id, observer);
        return (TInterface)(object)runtime.References.Get(typeof(TInterface), id);
    }

    public void Remove(IGrainObserver reference)
    {
        if (reference is not GrainReferenceProxy proxy)
        {
            throw new ArgumentException("Wanted the reference that CreateObjectReference gave.", nameof(reference));
        }

        _targets.TryRemove(proxy.GrainId, out _);
    }

    public static bool Owns(GrainId id) => id.Type == Type;

    /// <summary>Delivers a call. One to a deleted reference is dropped, as Orleans does, and its caller times out.</summary>
    public void Dispatch(Call call)
    {
        if (_targets.TryGetValue(call.Target, out var target))
        {
            target.Receive(call);
        }
        else
        {
            runtime.Logger.ObserverGone(call);
        }
    }
}
