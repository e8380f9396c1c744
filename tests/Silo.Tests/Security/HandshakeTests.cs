using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Federated.Domain.Agreements;
using Federated.Protocol.Transport;
using Federated.Silo.Security;
using Federated.Silo.Storage;

namespace Federated.Silo.Tests.Security;

/// <summary>The certificates at work, between the silo's side of TLS and the transport that nodes use.</summary>
public sealed class HandshakeTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "federated-tests", Path.GetRandomFileName());
    private readonly KeyStore _ourKeys;
    private readonly KeyStore _otherKeys;
    private readonly CertificateAuthority _ours;
    private readonly CertificateAuthority _other;

    public HandshakeTests()
    {
        _ourKeys = KeyStore.LoadOrCreate(new SiloPaths(Path.Combine(_folder, "ours")));
        _otherKeys = KeyStore.LoadOrCreate(new SiloPaths(Path.Combine(_folder, "other")));
        _ours = new CertificateAuthority(_ourKeys, TimeProvider.System);
        _other = new CertificateAuthority(_otherKeys, TimeProvider.System);
    }

    public void Dispose()
    {
        _ourKeys.Dispose();
        _otherKeys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Handshake_PartnerOfThisFederation_IsAccepted()
    {
        var (silo, node) = await Connect(trusts: _ours, issuedBy: _ours, host: "localhost");

        Assert.Null(silo);
        Assert.Null(node);
    }

    [Fact]
    public async Task Handshake_PartnerOfAnotherFederation_IsRefusedByTheSilo()
    {
        var (silo, _) = await Connect(trusts: _ours, issuedBy: _other, host: "localhost");

        Assert.IsType<AuthenticationException>(silo);
    }

    [Fact]
    public async Task Handshake_SiloOfAnotherFederation_IsRefusedByTheNode()
    {
        var (_, node) = await Connect(trusts: _other, issuedBy: _ours, host: "localhost");

        Assert.IsType<AuthenticationException>(node);
    }

    [Fact]
    public async Task Handshake_SiloUnderAnotherName_IsRefusedByTheNode()
    {
        var (_, node) = await Connect(trusts: _ours, issuedBy: _ours, host: "evil.example.org");

        Assert.IsType<AuthenticationException>(node);
    }

    private async Task<(Exception? Silo, Exception? Node)> Connect(CertificateAuthority trusts, CertificateAuthority issuedBy, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = issuedBy.SignPartnerRequest(
            new CertificateRequest("CN=any", key, HashAlgorithmName.SHA256).CreateSigningRequestPem(), PartnerName.Parse("north"));
        using var handler = FederationHttp.CreateHandler(trusts.Pem, certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        using var serverCertificate = _ours.IssueServerCertificate(["localhost", "127.0.0.1"]);
        var validation = new ClientCertificateValidation(_ours, TimeProvider.System);

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        var connecting = client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        await connecting;
        using var siloSide = new SslStream(accepted.GetStream());
        using var nodeSide = new SslStream(client.GetStream());

        var silo = Outcome(async () =>
        {
            await siloSide.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = serverCertificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, presented, chain, errors) =>
                    presented is X509Certificate2 own && validation.Validate(own, chain, errors),
            });
            await siloSide.WriteAsync(new byte[] { 1 });
            await siloSide.ReadExactlyAsync(new byte[1]);
        }, accepted);
        var options = handler.SslOptions;
        options.TargetHost = host;
        var node = Outcome(async () =>
        {
            await nodeSide.AuthenticateAsClientAsync(options);
            await nodeSide.WriteAsync(new byte[] { 1 });
            await nodeSide.ReadExactlyAsync(new byte[1]);
        }, client);
        return (await silo, await node);
    }

    private static async Task<Exception?> Outcome(Func<Task> handshake, TcpClient connection)
    {
        try
        {
            await handshake();
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            connection.Close();
            return e;
        }
    }
}
