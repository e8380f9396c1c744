using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Storages by name; the one named Default also serves states that name none.</summary>
internal static class NamedStorage
{
    public const string Default = "Default";

    public static void Add(IServiceCollection services, string name, Func<IServiceProvider, IGrainStorage> make)
    {
        services.AddKeyedSingleton<IGrainStorage>(name, (provider, _) => make(provider));
        if (name == Default)
        {
            services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IGrainStorage>(Default));
        }
    }
}
