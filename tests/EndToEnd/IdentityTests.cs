using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Runs;
using Federated.Protocol.Work;

namespace Federated.EndToEnd;

/// <summary>Who may not come in, against a real silo process.</summary>
public sealed class IdentityTests(IdentityTests.Federation shared) : IClassFixture<IdentityTests.Federation>
{
    [Fact]
    public async Task NodeListener_WithoutACertificate_RefusesTheHandshake()
    {
        using var anonymous = shared.Silo.Client(shared.NodeUrl);

        await Assert.ThrowsAsync<HttpRequestException>(() => anonymous.PostAsJsonAsync(Routes.Work, new WorkRequest(0, []), ProtocolJson.Options));
    }

    [Fact]
    public async Task ConsoleListener_WithoutACertificate_RefusesEveryProtectedRoute()
    {
        using var anonymous = shared.Silo.Client(shared.Silo.Credentials.ConsoleUrl);
        foreach (var path in new[] { Routes.Runs, Routes.Partners, Routes.LedgerEntries, Routes.LedgerExport, Routes.LedgerCheckpoint })
        {
            using var response = await anonymous.GetAsync(path);
            await AssertProblem(response, HttpStatusCode.Unauthorized, ErrorCodes.NotAuthenticated);
        }
    }

    [Fact]
    public async Task NodeListener_WithAnotherFederationsCertificate_RefusesTheHandshake()
    {
        var (certificate, key) = ForeignCertificate(shared.Silo.Credentials.Federation, shared.Partner.Name.ToString());
        using var foreign = shared.Silo.Client(shared.NodeUrl, certificate, key);

        await Assert.ThrowsAsync<HttpRequestException>(() => foreign.PostAsJsonAsync(Routes.Work, new WorkRequest(0, []), ProtocolJson.Options));
    }

    [Fact]
    public async Task ConsoleListener_WithAnotherFederationsCertificate_IsNotLetIn()
    {
        var (certificate, key) = ForeignCertificate(shared.Silo.Credentials.Federation, "coordinator", role: "coordinator");
        using var foreign = shared.Silo.Client(shared.Silo.Credentials.ConsoleUrl, certificate, key);
        try
        {
            using var response = await foreign.GetAsync(Routes.Runs);
            await AssertProblem(response, HttpStatusCode.Unauthorized, ErrorCodes.NotAuthenticated);
        }
        catch (HttpRequestException)
        {
            // Refusing the handshake is as good.
        }
    }

    [Fact]
    public async Task Enrol_WithAnExpiredToken_IsRefused()
    {
        var token = JoinToken.Parse(await shared.Silo.Invite("too-late", seconds: 1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var expiry = DateTimeOffset.UtcNow.AddSeconds(1);
        await Eventually.True(() => Task.FromResult(DateTimeOffset.UtcNow > expiry), () => "the token expires");

        using var response = await RawPartner.Present(shared.Silo, token, key);

        await AssertProblem(response, HttpStatusCode.Forbidden, ErrorCodes.JoinTokenExpired);
    }

    [Fact]
    public async Task Enrol_WithATokenUsedTwice_IsRefusedForAnotherKeyAndRepeatedForTheSame()
    {
        var token = JoinToken.Parse(await shared.Silo.Invite("twice"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var thief = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var first = await RawPartner.Present(shared.Silo, token, key);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using var second = await RawPartner.Present(shared.Silo, token, thief);
        using var repeat = await RawPartner.Present(shared.Silo, token, key);

        await AssertProblem(second, HttpStatusCode.Conflict, ErrorCodes.JoinTokenUsed);
        Assert.Equal(HttpStatusCode.OK, repeat.StatusCode);
    }

    [Fact]
    public async Task Enrol_WithAnInventedSecret_IsRefused()
    {
        var token = JoinToken.Parse(await shared.Silo.Invite("guessed"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var response = await RawPartner.Present(shared.Silo, token with { Secret = new string('A', token.Secret.Length) }, key);

        await AssertProblem(response, HttpStatusCode.Forbidden, ErrorCodes.JoinTokenUnknown);
    }

    [Fact]
    public async Task PartnerCertificate_OnCoordinatorRoutes_IsForbidden()
    {
        using var partner = shared.Silo.Client(shared.Silo.Credentials.ConsoleUrl, shared.Partner.CertificatePem, shared.Partner.KeyPem);

        using var launch = await partner.PostAsJsonAsync(Routes.Runs, new LaunchRequest(Plans.Tiny(cohort: 1), null), ProtocolJson.Options);
        using var invite = await partner.PostAsJsonAsync(Routes.Invitations("friend"), new InviteRequest(60), ProtocolJson.Options);
        using var list = await partner.GetAsync(Routes.Partners);

        await AssertProblem(launch, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        await AssertProblem(invite, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        await AssertProblem(list, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        Assert.Empty((await shared.Silo.Console.GetFromJsonAsync<RunSummary[]>(Routes.Runs, ProtocolJson.Options))!);
    }

    [Fact]
    public async Task CoordinatorRoutes_OnTheNodeListener_DoNotExist()
    {
        using var response = await shared.Partner.Node.PostAsJsonAsync(Routes.Runs, new LaunchRequest(Plans.Tiny(cohort: 1), null), ProtocolJson.Options);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task AssertProblem(HttpResponseMessage response, HttpStatusCode status, ErrorCode code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"Got {response.StatusCode}, wanted {status}: {text}");
        Assert.Equal(code.ToString(), JsonSerializer.Deserialize<Problem>(text, ProtocolJson.Options)!.Code);
    }

    /// <summary>A certificate with the right names, issued by somebody else's authority.</summary>
    private static (string Certificate, string Key) ForeignCertificate(string federation, string name, string role = "partner")
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest($"CN={federation}", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issuer = authority.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest($"CN={name}, OU={role}, O={federation}", key, HashAlgorithmName.SHA256);
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = leaf.Create(issuer, now.AddMinutes(-5), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>One silo and one enrolled partner for the whole class; nobody launches anything here.</summary>
    public sealed class Federation : IAsyncLifetime
    {
        public TestFederation Silo { get; private set; } = null!;

        public RawPartner Partner { get; private set; } = null!;

        public string NodeUrl => Partner.Node.BaseAddress!.ToString();

        public async Task InitializeAsync()
        {
            Silo = await TestFederation.Start();
            Partner = await RawPartner.Enrol(Silo, "alice");
        }

        public async Task DisposeAsync()
        {
            Partner.Dispose();
            await Silo.DisposeAsync();
        }
    }
}
