using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Registers the embedded host, once per host.</summary>
internal sealed class SiloBuilder : ISiloBuilder
{
    public SiloBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
        if (services.Any(service => service.ServiceType == typeof(SiloHost)))
        {
            return;
        }

        services.AddOptions();
        services.AddLogging();
        services.AddSingleton<GrainClasses>();
        services.AddSingleton<GrainRuntime>();
        services.AddSingleton<PersistentStateFactory>();
        services.AddSingleton<GrainFactory>();
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainFactory>());
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainFactory>());
        services.AddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.AddScoped<IGrainContext>(_ => RuntimeContext.Current
            ?? throw new InvalidOperationException("There is no grain context here: ask for it in the constructor of a grain."));
        services.AddSingleton<SiloHost>();
        services.AddHostedService(provider => provider.GetRequiredService<SiloHost>());
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }
}
