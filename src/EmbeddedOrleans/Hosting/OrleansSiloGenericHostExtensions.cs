using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Puts a silo into a host.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Puts a silo into the host.</summary>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder) =>
        hostAppBuilder.UseOrleans(static _ => { });

    /// <summary>Puts a silo into the host.</summary>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(new SiloBuilder(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Puts a silo into the host.</summary>
    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder) =>
        hostAppBuilder.UseOrleans(static _ => { });

    /// <summary>Puts a silo into the host.</summary>
    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ((IHostApplicationBuilder)hostAppBuilder).UseOrleans(configureDelegate);
        return hostAppBuilder;
    }

    /// <summary>Puts a silo into the host.</summary>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
        hostBuilder.UseOrleans((_, silo) => configureDelegate(silo));

    /// <summary>Puts a silo into the host.</summary>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices((context, services) =>
            configureDelegate(context, new SiloBuilder(services, context.Configuration)));
    }

    /// <summary>Puts a silo into the services of a host.</summary>
    public static IServiceCollection AddOrleans(this IServiceCollection services, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(new SiloBuilder(services, new ConfigurationBuilder().Build()));
        return services;
    }
}
