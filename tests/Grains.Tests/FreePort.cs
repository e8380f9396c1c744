using System.Net;
using System.Net.Sockets;

namespace Federated.Grains.Tests;

/// <summary>A port that nobody listens on at this moment; the embedded host ignores it, the real one needs it.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
