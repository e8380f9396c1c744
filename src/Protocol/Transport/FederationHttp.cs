using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Federated.Protocol.Transport;

/// <summary>HTTP handlers that trust one federation's certificate authority and nothing else.</summary>
public static class FederationHttp
{
    /// <summary>A handler for HTTPS with HTTP/2 that presents a certificate when there is one. Works through an outbound proxy.</summary>
    /// <param name="authorityPem">The only trusted root.</param>
    /// <param name="certificatePem">The client certificate, or null.</param>
    /// <param name="privateKeyPem">Its private key, or null.</param>
    public static SocketsHttpHandler CreateHandler(string authorityPem, string? certificatePem = null, string? privateKeyPem = null)
    {
        var chain = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(authorityPem) },
        };
        var handler = new SocketsHttpHandler
        {
            // Half-open connections are noticed within two pings; every request on them fails and is tried again.
            KeepAlivePingDelay = Times.Ping,
            KeepAlivePingTimeout = Times.Ping,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = Times.Connect,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = chain },
        };
        if (certificatePem is not null && privateKeyPem is not null)
        {
            var certificate = X509Certificate2.CreateFromPem(certificatePem, privateKeyPem);
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        }

        return handler;
    }

    /// <summary>A client over <see cref="CreateHandler"/> that asks for HTTP/2 and has no timeout of its own: callers pass tokens.</summary>
    public static HttpClient CreateClient(string baseAddress, HttpMessageHandler handler) => new(handler)
    {
        BaseAddress = new Uri(baseAddress),
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestVersion = System.Net.HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };
}
