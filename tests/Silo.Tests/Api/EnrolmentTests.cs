using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Federated.Domain.Errors;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Runs;
using Federated.Protocol.Work;

namespace Federated.Silo.Tests.Api;

public sealed class EnrolmentTests(SiloFixture shared) : IClassFixture<SiloFixture>
{
    private SiloUnderTest Silo => shared.Silo;

    [Fact]
    public async Task Enrol_ThenSelf_KnowsThePartner()
    {
        using var node = await Silo.Node("hospital-1");

        var self = await node.GetFromJsonAsync<SelfResponse>(Routes.Self, ProtocolJson.Options);
        var listed = await Silo.Coordinator.GetFromJsonAsync<PartnerView[]>(Routes.Partners, ProtocolJson.Options);

        Assert.Equal(("hospital-1", Silo.Credentials.Federation), (self!.Partner.ToString(), self.Federation));
        Assert.Contains(listed!, p => p.Partner == self.Partner && p.Status == "enrolled");
    }

    [Fact]
    public async Task Enrol_SameKeyAgain_WorksAndTheNewCertificateIsTheOneThatCounts()
    {
        var token = await Silo.Invite("hospital-2");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var first = await Silo.Present(token, key);
        using var second = await Silo.Present(token, key);
        var older = (await first.Content.ReadFromJsonAsync<EnrolResponse>(ProtocolJson.Options))!;
        var newer = (await second.Content.ReadFromJsonAsync<EnrolResponse>(ProtocolJson.Options))!;
        using var withOlder = Silo.Client(older.NodeUrl, older.CertificatePem, key.ExportPkcs8PrivateKeyPem());
        using var withNewer = Silo.Client(newer.NodeUrl, newer.CertificatePem, key.ExportPkcs8PrivateKeyPem());

        using var refused = await withOlder.GetAsync(Routes.Self);
        using var accepted = await withNewer.GetAsync(Routes.Self);

        await SiloUnderTest.AssertProblem(refused, ErrorCodes.NotAuthenticated);
        Assert.True(accepted.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Enrol_OtherKey_IsRefused()
    {
        var token = await Silo.Invite("hospital-3");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var thief = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var first = await Silo.Present(token, key);

        using var second = await Silo.Present(token, thief);

        Assert.True(first.IsSuccessStatusCode);
        await SiloUnderTest.AssertProblem(second, ErrorCodes.JoinTokenUsed);
    }

    [Fact]
    public async Task Enrol_WrongSecretOrPartner_IsRefused()
    {
        var token = await Silo.Invite("hospital-4");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var secret = await Silo.Present(token with { Secret = "guess" }, key);
        using var partner = await Silo.Present(token with { Partner = "hospital-5" }, key);

        await SiloUnderTest.AssertProblem(secret, ErrorCodes.JoinTokenUnknown);
        await SiloUnderTest.AssertProblem(partner, ErrorCodes.JoinTokenUnknown);
    }

    [Fact]
    public async Task Enrol_UnusableRequest_LeavesTheTokenUnused()
    {
        var token = await Silo.Invite("hospital-6");
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var refused = await Silo.Anonymous.PostAsJsonAsync(Routes.Enrol, new EnrolRequest(token.Partner, token.Secret, request), ProtocolJson.Options);
        using var accepted = await Silo.Present(token, key);

        await SiloUnderTest.AssertProblem(refused, ErrorCodes.CertificateRequestInvalid);
        Assert.True(accepted.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Invite_EnrolledPartnerOrBadInput_IsRefused()
    {
        await Silo.Enrol("hospital-7");

        using var again = await Silo.Coordinator.PostAsJsonAsync(Routes.Invitations("hospital-7"), new InviteRequest(60), ProtocolJson.Options);
        using var name = await Silo.Coordinator.PostAsJsonAsync(Routes.Invitations("Hospital!"), new InviteRequest(60), ProtocolJson.Options);
        using var never = await Silo.Coordinator.PostAsJsonAsync(Routes.Invitations("hospital-8"), new InviteRequest(0), ProtocolJson.Options);

        await SiloUnderTest.AssertProblem(again, ErrorCodes.PartnerExists);
        await SiloUnderTest.AssertProblem(name, ErrorCodes.PartnerNameInvalid);
        await SiloUnderTest.AssertProblem(never, ErrorCodes.RequestInvalid);
    }
}
