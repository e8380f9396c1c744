using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What is known of a grain class.</summary>
internal sealed class GrainClass
{
    private const string Suffix = "grain";

    private readonly ParameterInfo[] _states;
    private readonly ObjectFactory _factory;

    public GrainClass(Type implementation)
    {
        Implementation = implementation;
        Type = GrainType.Create(NameOf(implementation));
        Reentrant = implementation.IsDefined(typeof(ReentrantAttribute), inherit: true);
        KeepAlive = implementation.IsDefined(typeof(KeepAliveAttribute), inherit: true);
        MaxActivations = implementation.GetCustomAttribute<StatelessWorkerAttribute>(inherit: true)?.MaxLocalWorkers ?? 1;
        _states = [.. (implementation.GetConstructors().FirstOrDefault()?.GetParameters() ?? [])
            .Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute)))];
        _factory = ActivatorUtilities.CreateFactory(implementation, [.. _states.Select(parameter => parameter.ParameterType)]);
    }

    public Type Implementation { get; }

    public GrainType Type { get; }

    public bool Reentrant { get; }

    public bool KeepAlive { get; }

    /// <summary>How many activations one key may have; more than 1 for stateless workers only.</summary>
    public int MaxActivations { get; }

    /// <summary>The interfaces that references can be made for.</summary>
    public IEnumerable<Type> Interfaces => Implementation.GetInterfaces()
        .Where(type => type.IsAssignableTo(typeof(IGrain)) && type != typeof(IGrain) && type != typeof(IGrainWithStringKey));

    /// <summary>Builds a grain, its persistent states first; they register with <paramref name="activation"/>.</summary>
    public object Create(Activation activation)
    {
        var factory = activation.ActivationServices.GetRequiredService<PersistentStateFactory>();
        return _factory(activation.ActivationServices, [.. _states.Select(parameter => factory.Create(activation, parameter))]);
    }

    private static string NameOf(Type implementation)
    {
        var name = implementation.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}
