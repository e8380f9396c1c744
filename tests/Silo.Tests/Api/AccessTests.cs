using System.Net.Http.Json;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Work;
using Federated.Silo.Api.Access;
using Federated.Silo.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Silo.Tests.Api;

public sealed class AccessTests(SiloFixture shared) : IClassFixture<SiloFixture>
{
    private SiloUnderTest Silo => shared.Silo;

    [Fact]
    public void EndpointWithoutDeclaration_KeepsTheSiloFromStarting()
    {
        var app = WebApplication.CreateBuilder().Build();
        app.MapGet("/declared", () => "x").AllowAnyone(Listeners.Console);
        app.MapGet("/forgotten", () => "x");

        var refusal = Assert.Throws<FederatedException>(() => AccessDeclarations.Check(app));

        Assert.Equal(ErrorCodes.ConfigurationInvalid, refusal.Code);
        Assert.Contains("/forgotten", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/declared", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Allow_WithoutRoles_IsAMistake() =>
        Assert.Throws<ArgumentException>(() => WebApplication.CreateBuilder().Build().MapGet("/", () => "x").Allow(Listeners.Node));

    [Fact]
    public async Task NodeListener_WithoutCertificate_RefusesTheHandshake()
    {
        using var anonymous = Silo.Client(Silo.Addresses.NodeUrl);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => anonymous.GetAsync(Routes.Authority));
    }

    [Theory]
    [InlineData(Routes.Work, "POST")]
    [InlineData(Routes.Self, "GET")]
    [InlineData("/v1/runs/a-run/rounds/1/update", "PUT")]
    [InlineData("/v1/runs/a-run/rounds/1/decline", "POST")]
    public async Task ConsoleListener_DoesNotHaveNodeRoutes(string path, string method)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = method == "GET" ? null : JsonContent.Create(new { });

        using var response = await Silo.Coordinator.SendAsync(request);

        await SiloUnderTest.AssertProblem(response, ErrorCodes.RouteUnknown);
    }

    [Theory]
    [InlineData(Routes.Runs, "GET")]
    [InlineData(Routes.Runs, "POST")]
    [InlineData(Routes.Partners, "GET")]
    [InlineData(Routes.Enrol, "POST")]
    [InlineData("/v1/partners/hospital-1/invitations", "POST")]
    [InlineData("/openapi/v1.json", "GET")]
    public async Task NodeListener_DoesNotHaveConsoleRoutes(string path, string method)
    {
        using var node = Silo.Client(Silo.Addresses.NodeUrl, Silo.Credentials.CertificatePem, Silo.Credentials.PrivateKeyPem);
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = method == "GET" ? null : JsonContent.Create(new { });

        using var response = await node.SendAsync(request);

        await SiloUnderTest.AssertProblem(response, ErrorCodes.RouteUnknown);
    }

    [Fact]
    public async Task NoCertificate_IsNotAuthenticated()
    {
        foreach (var path in new[] { Routes.Runs, Routes.Partners, Routes.LedgerEntries, Routes.LedgerExport, Routes.LedgerCheckpoint, $"/v1/models/{new string('0', 64)}" })
        {
            using var response = await Silo.Anonymous.GetAsync(path);
            await SiloUnderTest.AssertProblem(response, ErrorCodes.NotAuthenticated);
        }
    }

    [Fact]
    public async Task Partner_OnCoordinatorRoutes_IsForbidden()
    {
        var (certificate, key) = await Silo.Enrol("bank-1");
        using var partner = Silo.Client(Silo.Addresses.ConsoleUrl, certificate, key);

        using var runs = await partner.GetAsync(Routes.Runs);
        using var invite = await partner.PostAsJsonAsync(Routes.Invitations("friend"), new InviteRequest(60), ProtocolJson.Options);
        using var ledger = await partner.GetAsync(Routes.LedgerEntries);

        await SiloUnderTest.AssertProblem(runs, ErrorCodes.Forbidden);
        await SiloUnderTest.AssertProblem(invite, ErrorCodes.Forbidden);
        Assert.True(ledger.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(Role.Officer)]
    [InlineData(Role.Viewer)]
    public async Task OfficerAndViewer_ReadAndDoNotAct(Role role)
    {
        var credentials = Silo.App.Services.GetRequiredService<CertificateAuthority>().IssueCredentials(role, "anna-berg");
        using var client = Silo.Client(Silo.Addresses.ConsoleUrl, credentials.CertificatePem, credentials.PrivateKeyPem);

        using var runs = await client.GetAsync(Routes.Runs);
        using var invite = await client.PostAsJsonAsync(Routes.Invitations("friend"), new InviteRequest(60), ProtocolJson.Options);

        Assert.True(runs.IsSuccessStatusCode);
        await SiloUnderTest.AssertProblem(invite, ErrorCodes.Forbidden);
    }

    [Fact]
    public async Task PartnerCertificateThatIsNotTheEnrolledOne_IsRefused()
    {
        // Signed by the authority all right, and yet not handed out by an enrolment.
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var stray = Silo.App.Services.GetRequiredService<CertificateAuthority>()
            .SignPartnerRequest(request.CreateSigningRequestPem(), PartnerName.Parse("never-enrolled"));
        using var node = Silo.Client(Silo.Addresses.NodeUrl, stray.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());

        using var response = await node.PostAsJsonAsync(Routes.Work, new WorkRequest(0, []), ProtocolJson.Options);

        await SiloUnderTest.AssertProblem(response, ErrorCodes.NotAuthenticated);
    }

    [Fact]
    public async Task AnonymousRoutes_AnswerWithoutCertificate()
    {
        foreach (var path in new[] { Routes.Authority, "/healthz", "/openapi/v1.json" })
        {
            using var response = await Silo.Anonymous.GetAsync(path);
            Assert.True(response.IsSuccessStatusCode, path);
        }
    }
}
