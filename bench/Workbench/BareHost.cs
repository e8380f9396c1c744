using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Federated.Protocol.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Workbench;

/// <summary>
/// What the product is held against: Kestrel with the silo's protocols, TLS and client certificates, and a handler of a few
/// lines. One self-signed certificate serves as authority, server and client.
/// </summary>
public static class BareHost
{
    /// <summary>A certificate for localhost, and its key.</summary>
    public static (string CertificatePem, string KeyPem) CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bare", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Starts a host on a free port.</summary>
    /// <returns>The host and its address.</returns>
    public static async Task<(WebApplication Host, string Url)> Start(string certificatePem, string keyPem, Action<WebApplication> map)
    {
        using var ephemeral = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        var certificate = X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (presented, _, _) => presented.RawData.AsSpan().SequenceEqual(certificate.RawData);
                });
            });
        });
        var host = builder.Build();
        map(host);
        await host.StartAsync(CancellationToken.None);
        return (host, host.Urls.Single());
    }

    /// <summary>Serves for good and says the address by a line.</summary>
    public static async Task Run(string certificatePem, string keyPem, Action<WebApplication> map)
    {
        var (host, url) = await Start(certificatePem, keyPem, map);
        Console.WriteLine(url);
        await host.WaitForShutdownAsync(CancellationToken.None);
    }

    /// <summary>A client of such a host.</summary>
    public static HttpClient Client(string url, string certificatePem, string keyPem) =>
        FederationHttp.CreateClient(url, FederationHttp.CreateHandler(certificatePem, certificatePem, keyPem));

    /// <summary>Reads a body to its end, handing out its pieces.</summary>
    public static async Task Drain(HttpContext context, Action<ReadOnlySpan<byte>>? take = null)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (take is not null)
            {
                foreach (var segment in read.Buffer)
                    take(segment.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
