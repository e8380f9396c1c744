using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Puts a client of a cluster into a host, which the embedded host refuses.</summary>
public static class OrleansClientGenericHostExtensions
{
    /// <summary>Refused.</summary>
    public static IHostApplicationBuilder UseOrleansClient(this IHostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate) =>
        throw OneProcess.Refusal();

    /// <summary>Refused.</summary>
    public static HostApplicationBuilder UseOrleansClient(this HostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate) =>
        throw OneProcess.Refusal();

    /// <summary>Refused.</summary>
    public static IHostBuilder UseOrleansClient(this IHostBuilder hostBuilder, Action<IClientBuilder> configureDelegate) => throw OneProcess.Refusal();
}
