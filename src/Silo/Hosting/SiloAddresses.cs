using System.Globalization;

namespace Federated.Silo.Hosting;

/// <summary>The base addresses that this silo tells others.</summary>
/// <param name="ConsoleUrl">Of the console and enrolment listener, without a slash at the end.</param>
/// <param name="NodeUrl">Of the node listener, without a slash at the end.</param>
public sealed record SiloAddresses(string ConsoleUrl, string NodeUrl)
{
    /// <summary>The addresses that follow from options and ports.</summary>
    public static SiloAddresses Of(SiloOptions options, SiloPorts ports) => new(Url(options.PublicHost, ports.Console), Url(options.PublicHost, ports.Node));

    private static string Url(string host, int port) => string.Create(CultureInfo.InvariantCulture,
        $"https://{(Uri.CheckHostName(host) == UriHostNameType.IPv6 ? $"[{host.Trim('[', ']')}]" : host)}:{port}");
}
