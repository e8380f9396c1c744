using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orleans.Storage;

/// <summary>Fills in the serializer of a storage: its own, else the one registered under its name, else the registered one, else JSON.</summary>
internal sealed class StateSerializerDefaults<TOptions>(IServiceProvider services) : IPostConfigureOptions<TOptions>
    where TOptions : class, IStorageProviderSerializerOptions
{
    public void PostConfigure(string? name, TOptions options) => options.GrainStorageSerializer ??=
        services.GetKeyedService<IGrainStorageSerializer>(name)
        ?? services.GetService<IGrainStorageSerializer>()
        ?? new DefaultStateSerializer();
}
