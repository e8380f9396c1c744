using Orleans.Runtime;

namespace Orleans.Hosting;

internal static class OneProcess
{
    public static OrleansConfigurationException Refusal() => new(
        "The embedded host is one process and has no cluster: build with -p:OrleansSource=packages for a cluster, or call UseLocalhostClustering.");
}
