using System.Net;

namespace Orleans.Hosting;

/// <summary>The cluster of a client, which the embedded host refuses: in one process, the silo's own client is used.</summary>
public static class ClientBuilderExtensions
{
    /// <summary>Refused.</summary>
    public static IClientBuilder UseLocalhostClustering(
        this IClientBuilder builder, int gatewayPort = 30000, string serviceId = "dev", string clusterId = "dev") => throw OneProcess.Refusal();

    /// <summary>Refused.</summary>
    public static IClientBuilder UseStaticClustering(this IClientBuilder builder, params IPEndPoint[] endpoints) => throw OneProcess.Refusal();
}
