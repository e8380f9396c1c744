using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Silo.Security;
using Federated.Silo.Storage;

namespace Federated.Silo.Tests.Security;

public sealed class CertificateAuthorityTests : IDisposable
{
    private static readonly PartnerName North = PartnerName.Parse("north");

    private readonly SiloPaths _paths = new(Path.Combine(Path.GetTempPath(), "federated-tests", Path.GetRandomFileName()));
    private readonly FixedTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly KeyStore _keys;
    private readonly CertificateAuthority _authority;
    private readonly ClientCertificateValidation _validation;

    public CertificateAuthorityTests()
    {
        _keys = KeyStore.LoadOrCreate(_paths, _time);
        _authority = new CertificateAuthority(_keys, _time);
        _validation = new ClientCertificateValidation(_authority, _time);
    }

    public void Dispose()
    {
        _keys.Dispose();
        Directory.Delete(_paths.DataDirectory, recursive: true);
    }

    public static TheoryData<string, string> HostileRequests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var good = new CertificateRequest("CN=north", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var der = PemEncoding.Find(good) is var fields ? Convert.FromBase64String(good[fields.Base64Data]) : [];
        var forged = der.ToArray();
        forged[^1] ^= 1;
        return new()
        {
            { "empty", string.Empty },
            { "text", "let me in" },
            { "long", good + new string('x', 10_000) },
            { "truncated", PemEncoding.WriteString("CERTIFICATE REQUEST", der.AsSpan(0, der.Length / 2)) },
            { "noise", PemEncoding.WriteString("CERTIFICATE REQUEST", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]) },
            { "forged signature", PemEncoding.WriteString("CERTIFICATE REQUEST", forged) },
            { "key of another", PemEncoding.WriteString("CERTIFICATE REQUEST", WithKeyOfAnother(der, key)) },
            { "P-384", new CertificateRequest("CN=north", wide, HashAlgorithmName.SHA256).CreateSigningRequestPem() },
            { "RSA", new CertificateRequest("CN=north", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem() },
            { "a private key", key.ExportPkcs8PrivateKeyPem() },
        };
    }

    [Fact]
    public void Authority_New_SignsCertificatesOnlyAndForTenYears()
    {
        using var certificate = X509Certificate2.CreateFromPem(_authority.Pem);

        Assert.Equal(ContentHash.Of(certificate.RawData), _authority.Fingerprint);
        var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.Equal((true, true, 0), (constraints.CertificateAuthority, constraints.HasPathLengthConstraint, constraints.PathLengthConstraint));
        Assert.Equal(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal(_time.Now.AddYears(10).UtcDateTime, certificate.NotAfter.ToUniversalTime());
        Assert.False(certificate.HasPrivateKey);
    }

    [Fact]
    public void SignPartnerRequest_AnySubjectAndExtensions_AreReplacedByOurs()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=south, OU=coordinator, O={_authority.Federation}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));

        using var certificate = _authority.SignPartnerRequest(request.CreateSigningRequestPem(), North);

        Assert.Equal(new CertificateIdentity(Role.Partner, "north"), CertificateIdentity.Read(certificate, _authority.Federation));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(["1.3.6.1.5.5.7.3.2"], certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value));
        Assert.Equal(_time.Now.AddMinutes(-5).UtcDateTime, certificate.NotBefore.ToUniversalTime());
        Assert.Equal(_time.Now.AddDays(365).UtcDateTime, certificate.NotAfter.ToUniversalTime());
        Assert.True(_validation.IsTrusted(certificate));
    }

    [Theory]
    [MemberData(nameof(HostileRequests))]
    public void SignPartnerRequest_HostileRequest_IsRefused(string what, string pem)
    {
        var refusal = Assert.Throws<FederatedException>(() => _authority.SignPartnerRequest(pem, North));

        Assert.True(refusal.Code == ErrorCodes.CertificateRequestInvalid, what);
        Assert.DoesNotContain("PRIVATE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SignPartnerRequest_NoName_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => _authority.SignPartnerRequest(Request(), default));
    }

    [Theory]
    [InlineData(Role.Coordinator)]
    [InlineData(Role.Officer)]
    [InlineData(Role.Viewer)]
    public void IssueCredentials_Role_IsReadBackAndTrusted(Role role)
    {
        var credentials = _authority.IssueCredentials(role, "anna-berg");

        using var certificate = X509Certificate2.CreateFromPem(credentials.CertificatePem, credentials.PrivateKeyPem);
        Assert.Equal(new CertificateIdentity(role, "anna-berg"), CertificateIdentity.Read(certificate, _authority.Federation));
        Assert.True(_validation.IsTrusted(certificate));
    }

    [Theory]
    [InlineData(Role.Partner, "north")]
    [InlineData(Role.Officer, "")]
    [InlineData(Role.Officer, "anna, OU=coordinator")]
    public void IssueCredentials_PartnerOrOddName_IsRefused(Role role, string name)
    {
        Assert.Equal(ErrorCodes.UsageInvalid, Assert.Throws<FederatedException>(() => _authority.IssueCredentials(role, name)).Code);
    }

    [Fact]
    public void IssueServerCertificate_NamesAndAddresses_AreInItAndClientsTrustIt()
    {
        using var certificate = _authority.IssueServerCertificate(["localhost", "fl.example.org", "10.0.0.5", "::1"]);

        Assert.True(certificate.HasPrivateKey);
        Assert.True(certificate.MatchesHostname("fl.example.org"));
        Assert.True(certificate.MatchesHostname("10.0.0.5"));
        Assert.True(certificate.MatchesHostname("::1"));
        Assert.False(certificate.MatchesHostname("evil.example.org"));
        Assert.False(_validation.IsTrusted(certificate));
        Assert.Throws<FederatedException>(() => CertificateIdentity.Read(certificate, _authority.Federation));
    }

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("localhost", "https://localhost:7443")]
    [InlineData("not a host")]
    public void IssueServerCertificate_OddHosts_AreRefused(params string[] hosts)
    {
        Assert.Equal(ErrorCodes.ConfigurationInvalid, Assert.Throws<FederatedException>(() => _authority.IssueServerCertificate(hosts)).Code);
    }

    [Fact]
    public void ServerCertificateSource_NearExpiry_IssuesAnother()
    {
        var source = new ServerCertificateSource(_authority, ["localhost"], _time);
        var first = source.Current;
        Assert.Same(first, source.Current);

        _time.Now += TimeSpan.FromDays(336);

        Assert.NotSame(first, source.Current);
        Assert.Equal(_time.Now.AddDays(365).UtcDateTime, source.Current.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void IsTrusted_BeforeAndAfterItsTime_IsFalse()
    {
        using var certificate = _authority.SignPartnerRequest(Request(), North);

        _time.Now -= TimeSpan.FromMinutes(4);
        Assert.True(_validation.IsTrusted(certificate));
        _time.Now -= TimeSpan.FromMinutes(4);
        Assert.False(_validation.IsTrusted(certificate));
        _time.Now += TimeSpan.FromDays(366);
        Assert.False(_validation.IsTrusted(certificate));
    }

    [Fact]
    public void IssueCredentials_AuthorityNearItsEnd_EndsWithIt()
    {
        _time.Now = _time.Now.AddYears(10).AddDays(-10);
        using var certificate = _authority.SignPartnerRequest(Request(), North);
        Assert.Equal(_time.Now.AddDays(10).UtcDateTime, certificate.NotAfter.ToUniversalTime());

        _time.Now = _time.Now.AddDays(11);
        Assert.Equal(ErrorCodes.ConfigurationInvalid, Assert.Throws<FederatedException>(() => _authority.SignPartnerRequest(Request(), North)).Code);
    }

    [Fact]
    public void IsTrusted_AnotherFederationOrTheAuthorityItself_IsFalse()
    {
        using var otherKeys = KeyStore.LoadOrCreate(new SiloPaths(Path.Combine(_paths.DataDirectory, "other")), _time);
        var other = new CertificateAuthority(otherKeys, _time);
        using var foreign = other.SignPartnerRequest(Request(), North);
        using var ourAuthority = X509Certificate2.CreateFromPem(_authority.Pem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ownMade = new CertificateRequest($"CN=north, OU=partner, O={_authority.Federation}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(_time.Now.AddDays(-1), _time.Now.AddDays(1));

        Assert.False(_validation.IsTrusted(foreign));
        Assert.False(_validation.IsTrusted(ourAuthority));
        Assert.False(_validation.IsTrusted(ownMade));
        Assert.Equal(ErrorCodes.NotAuthenticated, Assert.Throws<FederatedException>(() => CertificateIdentity.Read(foreign, _authority.Federation)).Code);
    }

    [Fact]
    public void IsTrusted_SignedByALeafOfOurs_IsFalse()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = _authority.SignPartnerRequest(new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequestPem(), North);
        using var child = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=admin, OU=coordinator, O={_authority.Federation}", child, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var forged = request.Create(leaf.SubjectName, X509SignatureGenerator.CreateForECDsa(key), leaf.NotBefore, leaf.NotAfter, [1]);

        Assert.False(_validation.IsTrusted(forged));
    }

    [Fact]
    public void Validate_PlatformsVerdict_IsIgnored()
    {
        using var certificate = _authority.SignPartnerRequest(Request(), North);

        Assert.True(_validation.Validate(certificate, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(_validation.Validate(certificate, null, SslPolicyErrors.RemoteCertificateNotAvailable));
    }

    [Theory]
    [InlineData("CN=north, OU=partner")]
    [InlineData("CN=north, OU=partner, O=FEDERATION, C=DE")]
    [InlineData("CN=north, CN=south, OU=partner, O=FEDERATION")]
    [InlineData("CN=north, OU=king, O=FEDERATION")]
    [InlineData("CN=north, OU=Partner, O=FEDERATION")]
    [InlineData("CN=North!, OU=partner, O=FEDERATION")]
    [InlineData("CN=north, OU=0, O=FEDERATION")]
    [InlineData("CN=north, OU=partner, O=fed-aaaaaaaaaa")]
    [InlineData("CN=north+OU=partner, O=FEDERATION, C=DE")]
    public void Read_OtherSubject_IsRefused(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(subject.Replace("FEDERATION", _authority.Federation, StringComparison.Ordinal), key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(_time.Now, _time.Now.AddDays(1));

        Assert.Equal(ErrorCodes.NotAuthenticated, Assert.Throws<FederatedException>(() => CertificateIdentity.Read(certificate, _authority.Federation)).Code);
    }

    private static string Request()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=ignored", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    private static byte[] WithKeyOfAnother(byte[] request, ECDsa key)
    {
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var at = request.AsSpan().IndexOf(key.ExportSubjectPublicKeyInfo());
        another.ExportSubjectPublicKeyInfo().CopyTo(request.AsSpan(at));
        return request;
    }
}
