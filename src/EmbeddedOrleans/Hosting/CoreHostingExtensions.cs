using System.Net;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>The cluster of a silo: in the embedded host, this one process.</summary>
public static class CoreHostingExtensions
{
    /// <summary>One silo on this machine. The ports are not opened: nobody outside can call.</summary>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = 11111,
        int gatewayPort = 30000,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev") => builder.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = serviceId;
            options.ClusterId = clusterId;
        });
}
