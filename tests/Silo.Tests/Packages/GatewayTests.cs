using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Silo.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Federated.Silo.Tests.Packages;

/// <summary>What an Orleans client outside meets at a silo that opens a gateway.</summary>
public sealed class GatewayTests
{
    [Fact]
    public async Task Client_AtAnOpenGateway_IsKeptFromTheProductsGrains()
    {
        var port = FreePort();
        await using var silo = await SiloUnderTest.Start(null, null, "--gateway-port", port.ToString(CultureInfo.InvariantCulture));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client.UseLocalhostClustering(port, serviceId: "federated", clusterId: "federated"));
        using var client = builder.Build();
        await client.StartAsync();

        var federation = client.Services.GetRequiredService<IGrainFactory>().GetGrain<IFederationGrain>(GrainKeys.Federation);

        var refusal = await Assert.ThrowsAsync<UnauthorizedAccessException>(federation.Runs);
        Assert.Contains("HTTPS API", refusal.Message, StringComparison.Ordinal);
        await client.StopAsync();
    }

    [Fact]
    public async Task Silo_WithoutTheOption_OpensNoGateway()
    {
        await using var silo = await SiloUnderTest.Start();

        var details = silo.App.Services.GetRequiredService<ILocalSiloDetails>();

        Assert.Null(details.GatewayAddress);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
