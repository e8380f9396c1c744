using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Federated.Domain.Errors;
using Federated.Protocol;
using Federated.Silo.Api;
using Federated.Silo.Api.Access;
using Federated.Silo.Security;
using Federated.Silo.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Federated.Silo.Hosting;

/// <summary>Puts a silo together: storage, Orleans, intake, HTTPS.</summary>
public static class SiloHost
{
    /// <summary>Builds a silo from a command line.</summary>
    /// <param name="args">The arguments of <c>fed-silo</c>.</param>
    /// <param name="configure">Has the last word on the services; tests replace some.</param>
    /// <exception cref="FederatedException">FED-1601 or FED-1605 when it cannot be started so.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null) => Build(SiloCommandLine.Parse(args), configure);

    /// <summary>Builds a silo from options.</summary>
    public static WebApplication Build(SiloOptions options, Action<IServiceCollection>? configure = null)
    {
        SiloOptionsRules.Check(options);
        var paths = new SiloPaths(options.DataDirectory).CreateDirectories();
        var ports = SiloPorts.Resolve(options, paths);

        // The environment's name decides nothing here, so a developer's shell cannot turn on pages that show stack traces.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        AddLogging(builder.Logging, options.Verbose);
        builder.Services
            .AddSiloCore(options, paths, ports)
            .AddSingleton(services => new ServerCertificateSource(
                services.GetRequiredService<CertificateAuthority>(), CertificateHosts(options), services.GetRequiredService<TimeProvider>()))
            .AddApi();
        builder.UseOrleans(silo => OrleansSetup.Configure(silo, options, ports));

        // The listeners open last of all.
        builder.Services.AddSiloWork(options);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, ports));
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseApi();
        return app;
    }

    /// <summary>Runs <c>fed-silo</c> until it is told to stop.</summary>
    /// <returns>The exit code: 0, or 1 when it could not start.</returns>
    public static Task<int> Run(string[] args, Action<IServiceCollection>? configure = null)
    {
        var command = SiloCommandLine.Create((options, cancellationToken) => Run(options, configure, cancellationToken));

        // Signals are the host's: it stops gracefully, in its own time.
        return command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
    }

    private static async Task<int> Run(SiloOptions options, Action<IServiceCollection>? configure, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = Build(options, configure);
            await app.StartAsync(cancellationToken);
            var addresses = app.Services.GetRequiredService<SiloAddresses>();
            var banner = string.Create(CultureInfo.InvariantCulture, $"""
                console      {addresses.ConsoleUrl}
                node         {addresses.NodeUrl}
                authority    {app.Services.GetRequiredService<CertificateAuthority>().Fingerprint}
                credentials  {app.Services.GetRequiredService<SiloPaths>().CoordinatorCredentials}
                ready
                """);
            await Console.Out.WriteLineAsync(banner.AsMemory(), cancellationToken);
            await Console.Out.FlushAsync(cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (FederatedException e)
        {
            await Console.Error.WriteLineAsync($"fed-silo: {e.Code}: {e.Message}");
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"fed-silo: {ErrorCodes.ConfigurationInvalid}: {e.Message} If a port is taken, stop what uses it or choose others with --console-port and --node-port.");
        }

        return 1;
    }

    private static void AddLogging(ILoggingBuilder logging, bool verbose)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss ";
        });

        // What the command prints and what it logs are two streams.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        if (verbose)
            logging.AddFilter(nameof(Federated), LogLevel.Information);
        else
            logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical); // Why a start failed is printed, without its stack.
    }

    private static void Listen(KestrelServerOptions kestrel, SiloOptions options, SiloPorts ports)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = ApiServices.MaxRequestBytes;
        kestrel.Limits.Http2.KeepAlivePingDelay = Times.Ping;
        kestrel.Limits.Http2.KeepAlivePingTimeout = Times.Ping;

        // An upload that stops arriving gives its staging memory back; the node sends the same bytes again.
        kestrel.Limits.MinRequestBodyDataRate = new(Times.SlowestBytesPerSecond, Times.Connect / 2);
        kestrel.Limits.MinResponseDataRate = new(Times.SlowestBytesPerSecond, Times.Connect / 2);
        kestrel.Limits.RequestHeadersTimeout = Times.Answer;
        var address = IPAddress.Parse(options.ListenAddress);
        Listen(kestrel, new(address, ports.Node), Listeners.Node, ClientCertificateMode.RequireCertificate);
        Listen(kestrel, new(address, ports.Console), Listeners.Console, ClientCertificateMode.AllowCertificate);
    }

    private static void Listen(KestrelServerOptions kestrel, IPEndPoint endpoint, Listeners listener, ClientCertificateMode mode) => kestrel.Listen(endpoint, listen =>
    {
        var services = kestrel.ApplicationServices;
        var (server, client) = (services.GetRequiredService<ServerCertificateSource>(), services.GetRequiredService<ClientCertificateValidation>());
        var feature = new ListenerFeature(listener);
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        });
        listen.UseHttps(https =>
        {
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            https.ServerCertificateSelector = (_, _) => server.Current;
            https.ClientCertificateMode = mode;
            https.ClientCertificateValidation = client.Validate;
        });
    });

    private static string[] CertificateHosts(SiloOptions options)
    {
        var address = IPAddress.Parse(options.ListenAddress);
        var own = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? Array.Empty<string>() : [options.ListenAddress];
        return [.. options.PublicHosts.Concat(own).Concat(["localhost", "127.0.0.1"]).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
