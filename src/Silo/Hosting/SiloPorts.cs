using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Domain.Errors;
using Federated.Protocol;
using Federated.Silo.Storage;

namespace Federated.Silo.Hosting;

/// <summary>
/// The ports in use. Those of the listeners that were left to the silo are picked at the first start and kept in
/// <c>silo.json</c>, so that the URLs in tokens and credentials stay good after a restart. Orleans' own stands in no URL: it is
/// picked at every start, for what was free once may be taken by then.
/// </summary>
/// <param name="Console">Of the console and enrolment listener.</param>
/// <param name="Node">Of the node listener.</param>
/// <param name="Silo">Of Orleans between silos.</param>
public sealed record SiloPorts(int Console, int Node, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Silo = 0)
{
    /// <summary>An asked-for port wins; else the one of the last start; else a free one. The result is written down.</summary>
    /// <exception cref="FederatedException">FED-1601 when a port asked for Orleans is taken; FED-1603 when the file cannot be read.</exception>
    public static SiloPorts Resolve(SiloOptions options, SiloPaths paths)
    {
        var last = Read(paths.Settings) ?? new(0, 0);
        var listeners = new List<TcpListener>();
        try
        {
            var address = IPAddress.Parse(options.ListenAddress);
            var kept = new SiloPorts(
                Choose(options.ConsolePort, last.Console, address, listeners),
                Choose(options.NodePort, last.Node, address, listeners));
            var silo = Take("--silo-port", options.SiloPort, listeners);
            if (options.GatewayPort != 0)
                Take("--gateway-port", options.GatewayPort, listeners);
            if (kept != last)
                Write(paths.Settings, kept);
            return kept with { Silo = silo };
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
        return Listen(address, 0, listeners);
    }

    // Orleans would share the port with another silo that listens there, and get some of its clients: so it is tried first.
    private static int Take(string option, int port, List<TcpListener> listeners)
    {
        try
        {
            return Listen(IPAddress.Loopback, port, listeners);
        }
        catch (SocketException e)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"{option}: got {port}, wanted a free port ({e.Message}). Stop what uses it, or give another.", inner: e);
        }
    }

    private static int Listen(IPAddress address, int port, List<TcpListener> listeners)
    {
        var listener = new TcpListener(address, port);
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
