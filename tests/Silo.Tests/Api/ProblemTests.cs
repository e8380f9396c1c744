using System.Net;
using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;
using Federated.Protocol;
using Federated.Silo.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Federated.Silo.Tests.Api;

public sealed class ProblemTests(SiloFixture shared) : IClassFixture<SiloFixture>
{
    private SiloUnderTest Silo => shared.Silo;

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/")]
    [InlineData("/v1")]
    public async Task UnknownRoute_IsAProblem(string path)
    {
        using var response = await Silo.Coordinator.GetAsync(path);

        await SiloUnderTest.AssertProblem(response, ErrorCodes.RouteUnknown);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"expiresInSeconds\":\"soon\"}")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task BadJson_IsAProblem(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await Silo.Coordinator.PostAsync(Routes.Invitations("hospital-1"), content);

        await SiloUnderTest.AssertProblem(response, ErrorCodes.RequestInvalid);
        Assert.DoesNotContain("Federated.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MethodOrMediaTypeThatTheRouteDoesNotTake_IsAProblem()
    {
        using var method = await Silo.Coordinator.DeleteAsync(Routes.Runs);
        using var text = new StringContent("expiresInSeconds=5", Encoding.UTF8, "text/plain");
        using var media = await Silo.Coordinator.PostAsync(Routes.Invitations("hospital-1"), text);

        await SiloUnderTest.AssertProblem(method, ErrorCodes.RequestInvalid with { HttpStatus = 405 });
        await SiloUnderTest.AssertProblem(media, ErrorCodes.RequestInvalid with { HttpStatus = 415 });
    }

    [Fact]
    public async Task JsonBodyOverOneMebibyte_IsTooLarge()
    {
        using var content = new StringContent($"{{\"plan\":\"{new string('x', 2 << 20)}\"}}", Encoding.UTF8, "application/json");

        using var response = await Silo.Coordinator.PostAsync(Routes.Runs, content);

        await SiloUnderTest.AssertProblem(response, ErrorCodes.RequestInvalid with { HttpStatus = 413 });
    }

    [Theory]
    [InlineData("{\"plan\":{\"name\":\"x\"}}", 1002)]
    [InlineData("{\"plan\":{\"nam\":\"x\"}}", 1002)]
    [InlineData("{\"run\":\"abc\"}", 1606)]
    [InlineData("{\"plan\":{},\"run\":3}", 1606)]
    [InlineData("nonsense", 1606)]
    public async Task Launch_BadPlan_IsAProblem(string body, int code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await Silo.Coordinator.PostAsync(Routes.Runs, content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"FED-{code}", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownThings_AreNamedAsSuch()
    {
        using var run = await Silo.Coordinator.GetAsync(Routes.Run(RunId.Parse("no-such-run")));
        using var noRun = await Silo.Coordinator.GetAsync("/v1/runs/Not_A_Run");
        using var models = await Silo.Coordinator.GetAsync(Routes.RunModels(RunId.Parse("no-such-run")));
        using var model = await Silo.Coordinator.GetAsync(Routes.Model(ContentHash.Of("x"u8)));
        using var noModel = await Silo.Coordinator.GetAsync("/v1/models/abc");
        using var page = await Silo.Coordinator.GetAsync($"{Routes.LedgerEntries}?from=-1");

        await SiloUnderTest.AssertProblem(run, ErrorCodes.RunUnknown);
        await SiloUnderTest.AssertProblem(noRun, ErrorCodes.RunUnknown);
        await SiloUnderTest.AssertProblem(models, ErrorCodes.RunUnknown);
        await SiloUnderTest.AssertProblem(model, ErrorCodes.ModelUnknown);
        await SiloUnderTest.AssertProblem(noModel, ErrorCodes.ModelUnknown);
        await SiloUnderTest.AssertProblem(page, ErrorCodes.RequestInvalid);
    }

    [Fact]
    public async Task BlobThatIsNoModel_IsNotServed()
    {
        var moments = await Silo.App.Services.GetRequiredService<IBlobStore>().Put("moments"u8.ToArray());

        using var response = await Silo.Coordinator.GetAsync(Routes.Model(moments));

        await SiloUnderTest.AssertProblem(response, ErrorCodes.ModelUnknown);
    }

    [Fact]
    public async Task UnexpectedFailure_TellsNothingOfItself()
    {
        var (status, body) = await Answer(_ => throw new InvalidOperationException("the password is swordfish"));

        Assert.Equal(500, status);
        Assert.Contains("FED-1608", body, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExpectedFailure_KeepsItsDetailToTheLog()
    {
        var (status, body) = await Answer(_ => throw new FederatedException(ErrorCodes.StorageUnavailable, "Try later.", detail: "disk /dev/sda1"));

        Assert.Equal(503, status);
        Assert.Contains("Try later.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("sda1", body, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Body)> Answer(RequestDelegate failing)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new ProblemMiddleware(failing, Substitute.For<IHostApplicationLifetime>(), NullLogger<ProblemMiddleware>.Instance).Invoke(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }
}
