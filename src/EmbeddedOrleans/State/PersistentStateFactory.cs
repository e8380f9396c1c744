using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Builds the states that a grain's constructor asks for.</summary>
internal sealed class PersistentStateFactory
{
    public object Create(Activation activation, ParameterInfo parameter)
    {
        var wanted = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        var services = activation.ActivationServices;
        var storage = (string.IsNullOrEmpty(wanted.StorageName)
                ? services.GetService<IGrainStorage>()
                : services.GetKeyedService<IGrainStorage>(wanted.StorageName))
            ?? throw new BadProviderConfigException(string.IsNullOrEmpty(wanted.StorageName)
                ? $"No default storage provider found loading grain type {activation.GrainId.Type}."
                : $"No storage provider named \"{wanted.StorageName}\" found loading grain type {activation.GrainId.Type}.");
        var state = Activator.CreateInstance(
            typeof(PersistentState<>).MakeGenericType(parameter.ParameterType.GetGenericArguments()), wanted.StateName, activation, storage)!;
        activation.AddState((IStateLoader)state);
        return state;
    }
}
