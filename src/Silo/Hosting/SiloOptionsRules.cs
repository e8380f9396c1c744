using System.Net;
using Federated.Domain.Errors;

namespace Federated.Silo.Hosting;

/// <summary>Checks options before anything starts; every message names the option and the mend.</summary>
public static class SiloOptionsRules
{
    private const long LeastStagedBytes = 1 << 20;

    /// <summary>Returns when the options can be used.</summary>
    /// <exception cref="FederatedException">FED-1601 for the first option that cannot.</exception>
    public static void Check(SiloOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            throw Refuse("--data", "nothing", "a folder", "Name the folder that is to hold the federation, for example --data ./federation.");
        if (File.Exists(options.DataDirectory))
            throw Refuse("--data", $"the file '{options.DataDirectory}'", "a folder", "Name a folder, which is created if it is missing.");
        if (!IPAddress.TryParse(options.ListenAddress, out var address))
            throw Refuse("--listen", $"'{options.ListenAddress}'", "an IP address", "Use 127.0.0.1 for this machine only, or 0.0.0.0 for all its addresses.");
        if (options.PublicHosts.IsEmpty && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            throw Refuse("--public-host", "nothing", $"a host name, because --listen {options.ListenAddress} is no address that partners can dial",
                "Add --public-host with the name or address under which partners reach this machine.");
        foreach (var host in options.PublicHosts)
        {
            if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
                throw Refuse("--public-host", $"'{host}'", "a host name or an IP address", "Leave out scheme and port, for example --public-host fed.example.org.");
        }

        CheckPort("--console-port", options.ConsolePort);
        CheckPort("--node-port", options.NodePort);
        CheckPort("--silo-port", options.SiloPort);
        CheckPort("--gateway-port", options.GatewayPort);
        var ports = new[] { options.ConsolePort, options.NodePort, options.SiloPort, options.GatewayPort }.Where(p => p != 0).ToArray();
        if (ports.Distinct().Count() != ports.Length)
            throw Refuse("--console-port, --node-port, --silo-port, --gateway-port", $"{string.Join(", ", ports)}", "different ports", "Give each a port of its own, or 0 to have one picked.");
        if (options.MaxStagedBytes < LeastStagedBytes)
            throw Refuse("--max-staged-bytes", $"{options.MaxStagedBytes}", $"at least {LeastStagedBytes}", "Leave it out for 1 GiB.");
        if (options.ResponseTimeout < TimeSpan.FromSeconds(1))
            throw Refuse("ResponseTimeout", $"{options.ResponseTimeout.TotalSeconds} s", "at least 1 s", "Leave it out for 30 s.");
    }

    private static void CheckPort(string option, int port)
    {
        if (port is < 0 or > IPEndPoint.MaxPort)
            throw Refuse(option, $"{port}", $"0 to {IPEndPoint.MaxPort}", "Use 0 to have a free port picked and kept.");
    }

    private static FederatedException Refuse(string option, string got, string wanted, string mend) =>
        new(ErrorCodes.ConfigurationInvalid, $"{option}: got {got}, wanted {wanted}. {mend}");
}
