using Microsoft.Extensions.Hosting;

namespace Federated.Conformance.Embedded;

/// <summary>What one process cannot do is refused with the way out.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Clustering_InTheEmbeddedHost_IsRefused()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);

        var refusal = Assert.Throws<OrleansConfigurationException>(
            () => builder.UseOrleans(silo => silo.UseAdoNetClustering(options => options.Invariant = "Npgsql")));

        Assert.Contains("-p:OrleansSource=packages", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_InTheEmbeddedHost_IsRefused()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);

        Assert.Throws<OrleansConfigurationException>(() => builder.UseOrleansClient(client => client.UseLocalhostClustering()));
    }
}
