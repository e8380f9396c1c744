using System.Net;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>The cluster of a silo: in the embedded host, this one process.</summary>
public static class CoreHostingExtensions
{
    private const string Development = "dev";

    /// <summary>
    /// One silo on this machine. The ports are not opened: nobody outside can call. As in Orleans, "dev" for both names
    /// sets neither, and <see cref="ClusterOptions"/> stays as it is: name the service there, stored rows carry it.
    /// </summary>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = 11111,
        int gatewayPort = 30000,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev") => serviceId == Development && clusterId == Development
            ? builder
            : builder.Configure<ClusterOptions>(options =>
            {
                options.ServiceId = serviceId;
                options.ClusterId = clusterId;
            });
}
