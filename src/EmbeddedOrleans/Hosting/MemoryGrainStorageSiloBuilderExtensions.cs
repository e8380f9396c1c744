using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Storages of grain state in memory, for tests.</summary>
public static class MemoryGrainStorageSiloBuilderExtensions
{
    /// <summary>Adds the default storage.</summary>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(
        this ISiloBuilder builder, Action<OptionsBuilder<MemoryGrainStorageOptions>>? configureOptions = null) =>
        builder.AddMemoryGrainStorage(NamedStorage.Default, configureOptions);

    /// <summary>Adds a storage.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name, Action<MemoryGrainStorageOptions> configureOptions) =>
        builder.AddMemoryGrainStorage(name, options => options.Configure(configureOptions));

    /// <summary>Adds a storage.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(
        this ISiloBuilder builder, string name, Action<OptionsBuilder<MemoryGrainStorageOptions>>? configureOptions = null)
    {
        configureOptions?.Invoke(builder.Services.AddOptions<MemoryGrainStorageOptions>(name));
        builder.Services.AddTransient<IPostConfigureOptions<MemoryGrainStorageOptions>, StateSerializerDefaults<MemoryGrainStorageOptions>>();
        NamedStorage.Add(builder.Services, name, services => new MemoryGrainStorage(
            services.GetRequiredService<IOptionsMonitor<MemoryGrainStorageOptions>>().Get(name).GrainStorageSerializer));
        return builder;
    }
}
