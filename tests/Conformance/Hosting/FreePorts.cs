using System.Net;
using System.Net.Sockets;

namespace Federated.Conformance.Hosting;

/// <summary>Ports that nobody listens on.</summary>
internal static class FreePorts
{
    public static (int First, int Second) Take()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
