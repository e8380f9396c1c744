using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Protocol;
using Federated.Silo.Storage;

namespace Federated.Silo.Hosting;

/// <summary>
/// The ports in use. Those that were left to the silo are picked at the first start and kept in <c>silo.json</c>, so that
/// the URLs in tokens and credentials stay good after a restart.
/// </summary>
/// <param name="Console">Of the console and enrolment listener.</param>
/// <param name="Node">Of the node listener.</param>
/// <param name="Silo">Of Orleans between silos.</param>
public sealed record SiloPorts(int Console, int Node, int Silo)
{
    /// <summary>An asked-for port wins; else the one of the last start; else a free one. The result is written down.</summary>
    /// <exception cref="FederatedException">FED-1603 when the file cannot be read.</exception>
    public static SiloPorts Resolve(SiloOptions options, SiloPaths paths)
    {
        var last = Read(paths.Settings) ?? new(0, 0, 0);
        var listeners = new List<TcpListener>();
        try
        {
            var address = IPAddress.Parse(options.ListenAddress);
            var ports = new SiloPorts(
                Choose(options.ConsolePort, last.Console, address, listeners),
                Choose(options.NodePort, last.Node, address, listeners),
                Choose(options.SiloPort, last.Silo, IPAddress.Loopback, listeners));
            if (ports != last)
                Write(paths.Settings, ports);
            return ports;
        }
        finally
        {
            listeners.ForEach(l => l.Dispose());
        }
    }

    // The listener is kept until all ports are chosen, so that no port is chosen twice.
    private static int Choose(int asked, int last, IPAddress address, List<TcpListener> listeners)
    {
        if (asked != 0 || last != 0)
            return asked != 0 ? asked : last;
        var listener = new TcpListener(address, 0);
        listeners.Add(listener);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static SiloPorts? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<SiloPorts>(File.ReadAllBytes(path), ProtocolJson.Options) : null;
        }
        catch (JsonException e)
        {
            throw new FederatedException(ErrorCodes.StorageCorrupt,
                $"Got {path} that is not JSON, wanted the ports of the last start. Correct it, or delete it to have ports picked anew.", inner: e);
        }
    }

    private static void Write(string path, SiloPorts ports)
    {
        var draft = path + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(ports, ProtocolJson.Options));
        File.Move(draft, path, overwrite: true);
    }
}
