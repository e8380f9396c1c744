using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Storages of grain state in a database. The tables and queries must be there before the silo starts.</summary>
public static class AdoNetGrainStorageSiloBuilderExtensions
{
    /// <summary>Adds the default storage.</summary>
    public static ISiloBuilder AddAdoNetGrainStorageAsDefault(this ISiloBuilder builder, Action<AdoNetGrainStorageOptions> configureOptions) =>
        builder.AddAdoNetGrainStorage(NamedStorage.Default, configureOptions);

    /// <summary>Adds the default storage.</summary>
    public static ISiloBuilder AddAdoNetGrainStorageAsDefault(
        this ISiloBuilder builder, Action<OptionsBuilder<AdoNetGrainStorageOptions>>? configureOptions = null) =>
        builder.AddAdoNetGrainStorage(NamedStorage.Default, configureOptions);

    /// <summary>Adds a storage.</summary>
    public static ISiloBuilder AddAdoNetGrainStorage(this ISiloBuilder builder, string name, Action<AdoNetGrainStorageOptions> configureOptions) =>
        builder.AddAdoNetGrainStorage(name, options => options.Configure(configureOptions));

    /// <summary>Adds a storage.</summary>
    public static ISiloBuilder AddAdoNetGrainStorage(
        this ISiloBuilder builder, string name, Action<OptionsBuilder<AdoNetGrainStorageOptions>>? configureOptions = null)
    {
        configureOptions?.Invoke(builder.Services.AddOptions<AdoNetGrainStorageOptions>(name));
        builder.Services.AddTransient<IPostConfigureOptions<AdoNetGrainStorageOptions>, StateSerializerDefaults<AdoNetGrainStorageOptions>>();
        NamedStorage.Add(builder.Services, name, services => new AdoNetGrainStorage(
            name,
            services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>().Get(name),
            services.GetRequiredService<IOptions<ClusterOptions>>().Value));
        builder.Services.AddSingleton(services =>
            (ILifecycleParticipant<ISiloLifecycle>)services.GetRequiredKeyedService<IGrainStorage>(name));
        return builder;
    }
}
