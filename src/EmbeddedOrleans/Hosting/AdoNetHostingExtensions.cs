using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>A cluster whose membership is in a database, which the embedded host refuses.</summary>
public static class AdoNetHostingExtensions
{
    /// <summary>Refused.</summary>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<AdoNetClusteringSiloOptions> configureOptions) =>
        throw OneProcess.Refusal();

    /// <summary>Refused.</summary>
    public static ISiloBuilder UseAdoNetClustering(
        this ISiloBuilder builder, Action<OptionsBuilder<AdoNetClusteringSiloOptions>> configureOptions) => throw OneProcess.Refusal();

    /// <summary>Refused.</summary>
    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<AdoNetClusteringClientOptions> configureOptions) =>
        throw OneProcess.Refusal();

    /// <summary>Refused.</summary>
    public static IClientBuilder UseAdoNetClustering(
        this IClientBuilder builder, Action<OptionsBuilder<AdoNetClusteringClientOptions>> configureOptions) => throw OneProcess.Refusal();
}
