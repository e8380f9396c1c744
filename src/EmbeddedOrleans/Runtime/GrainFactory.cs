namespace Orleans.Runtime;

/// <summary>The factory and client of the one silo of this process.</summary>
internal sealed class GrainFactory(GrainRuntime runtime) : IClusterClient
{
    public IServiceProvider ServiceProvider => runtime.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(object)runtime.References.Get(typeof(TGrainInterface), primaryKey, grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        (IGrain)runtime.References.Get(grainInterfaceType, grainPrimaryKey, null);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)runtime.References.Get(typeof(TGrainInterface), grainId);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => runtime.Observers.Add<TGrainObserverInterface>(obj);

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => runtime.Observers.Remove(obj);
}
