using Orleans.Runtime;

namespace Orleans;

/// <summary>Makes references to grains and to observers.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain of an interface and key; the grain comes to life at its first call.</summary>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>A reference to the grain of an interface and key.</summary>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    /// <summary>A reference to a grain of which the identity is known.</summary>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <summary>
    /// A reference to <paramref name="obj"/> that grains can call. The reference does not keep the object alive: its
    /// owner does.
    /// </summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Takes back a reference; calls on it then time out.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}
