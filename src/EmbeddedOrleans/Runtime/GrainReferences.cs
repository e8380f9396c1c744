using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Makes references. They are small and equal by identity, so none is kept.</summary>
internal sealed class GrainReferences(GrainRuntime runtime, GrainClasses classes)
{
    private readonly ConcurrentDictionary<Type, GrainType> _typeOfInterface = new();

    public IAddressable Get(Type interfaceType, GrainId grainId) =>
        (IAddressable)GrainReferenceProxy.Create(runtime, interfaceType, grainId);

    public IAddressable Get(Type interfaceType, string key, string? classPrefix)
    {
        ArgumentNullException.ThrowIfNull(key);
        var type = classPrefix is null
            ? _typeOfInterface.GetOrAdd(interfaceType, static (asked, known) => known.Single(asked, null).Type, classes)
            : classes.Single(interfaceType, classPrefix).Type;
        return Get(interfaceType, GrainId.Create(type, IdSpan.Create(key)));
    }
}
