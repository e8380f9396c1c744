using Federated.ClientNode.Enrolment;
using Federated.ClientNode.Node;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Federated.ClientNode.Tests.Enrolment;

public sealed class EnrollerTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly List<EnrolRequest> _requests = [];
    private int _breakFirst;

    private NodeDirectory Node => new(_folder["node"]);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private Task<TestServer> Serve(string? announced = null) => TestServer.Start(_authority, app =>
    {
        app.MapGet(Routes.Authority, () => new AuthorityResponse(Samples.Federation, announced ?? _authority.Pem, Samples.Keys));
        app.MapPost(Routes.Enrol, (EnrolRequest request, HttpContext context) =>
        {
            _requests.Add(request);
            if (_breakFirst-- > 0)
                context.Abort();
            return new EnrolResponse(_authority.Sign(request.CertificateRequestPem), _authority.Pem, Samples.Federation, "https://localhost:7443", Samples.Keys);
        });
    });

    private JoinToken Token(TestServer server, ContentHash? pin = null, string partner = "north") =>
        new(partner, server.Url, pin ?? _authority.Fingerprint, "secret");

    [Fact]
    public async Task Enrol_GoodToken_StoresEverything()
    {
        await using var server = await Serve();
        var (node, enrolled) = await Enroller.Enrol(Token(server), Node, new() { Csv = "/data.csv" }, default);

        Assert.True(enrolled);
        Assert.Equal("secret", _requests.Single().Secret);
        var loaded = Node.Load();
        Assert.Equal((Samples.Partner, Samples.Federation, "/data.csv"), (loaded.Partner, loaded.Federation, loaded.Data!.Csv));
        Assert.Equal(Samples.Keys, loaded.Keys);
        Assert.Equal(node.Ceilings.ToString(), loaded.Ceilings.ToString());
        Assert.StartsWith("-----BEGIN CERTIFICATE", await File.ReadAllTextAsync(Node.Certificate), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Node.Key));
    }

    [Fact]
    public async Task Enrol_OtherPin_StopsBeforeTheSecretIsSent()
    {
        await using var server = await Serve();
        var refused = await Assert.ThrowsAsync<FederatedException>(() => Enroller.Enrol(Token(server, Samples.Hash("other")), Node, null, default));
        Assert.Equal(ErrorCodes.AuthorityMismatch, refused.Code);
        Assert.Empty(_requests);
        Assert.False(Node.IsEnrolled);
    }

    [Fact]
    public async Task Enrol_PinnedAuthorityAnnouncedByAnotherServer_IsNotTalkedTo()
    {
        using var real = new TestAuthority();
        await using var impostor = await Serve(announced: real.Pem);
        var refused = await Assert.ThrowsAsync<FederatedException>(() => Enroller.Enrol(Token(impostor, real.Fingerprint), Node, null, default));
        Assert.Equal(ErrorCodes.Unreachable, refused.Code);
        Assert.Empty(_requests);
    }

    [Fact]
    public async Task Enrol_Twice_ChangesNothing()
    {
        await using var server = await Serve();
        await Enroller.Enrol(Token(server), Node, null, default);
        var before = await File.ReadAllTextAsync(Node.Configuration);
        var (_, enrolled) = await Enroller.Enrol(Token(server), Node, new() { Csv = "/other.csv" }, default);
        Assert.False(enrolled);
        Assert.Single(_requests);
        Assert.Equal(before, await File.ReadAllTextAsync(Node.Configuration));
    }

    [Fact]
    public async Task Enrol_IntoAnotherPartnersFolder_IsRefused()
    {
        await using var server = await Serve();
        await Enroller.Enrol(Token(server), Node, null, default);
        var refused = await Assert.ThrowsAsync<FederatedException>(() => Enroller.Enrol(Token(server, partner: "south"), Node, null, default));
        Assert.Equal(ErrorCodes.PartnerExists, refused.Code);
    }

    [Fact]
    public async Task Enrol_Interrupted_AsksAgainWithTheSameKey()
    {
        _breakFirst = 1;
        await using var server = await Serve();
        var broken = await Assert.ThrowsAsync<FederatedException>(() => Enroller.Enrol(Token(server), Node, null, default));
        Assert.Equal(ErrorCodes.Unreachable, broken.Code);
        Assert.False(Node.IsEnrolled);
        var key = await File.ReadAllTextAsync(Node.Key);

        await Enroller.Enrol(Token(server), Node, null, default);
        Assert.True(Node.IsEnrolled);
        Assert.Equal(key, await File.ReadAllTextAsync(Node.Key));
        Assert.Equal(2, _requests.Count);
    }
}
