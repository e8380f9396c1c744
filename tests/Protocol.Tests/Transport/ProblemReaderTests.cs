using System.Net;
using System.Net.Http.Json;
using System.Text;
using Federated.Domain.Errors;
using Federated.Protocol.Transport;

namespace Federated.Protocol.Tests.Transport;

public sealed class ProblemReaderTests
{
    [Fact]
    public async Task ThrowIfProblem_Success_Returns()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK);
        await ProblemReader.ThrowIfProblem(response);
    }

    [Fact]
    public async Task ThrowIfProblem_Problem_ThrowsItsCodeStatusAndText()
    {
        var code = ErrorCodes.UpdateNotFinite;
        using var response = new HttpResponseMessage((HttpStatusCode)code.HttpStatus)
        {
            Content = JsonContent.Create(new Problem($"urn:federated:{code}", code.Title, code.HttpStatus, "what to do", code.ToString()),
                new(Problem.MediaType), ProtocolJson.Options),
        };

        var thrown = await Assert.ThrowsAsync<FederatedException>(() => ProblemReader.ThrowIfProblem(response));

        Assert.Equal(code, thrown.Code);
        Assert.Equal("what to do", thrown.Message);
    }

    [Theory]
    [InlineData("text/html", "<h1>Bad gateway</h1>")]
    [InlineData("application/problem+json", "{not json")]
    [InlineData("application/problem+json", "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":502,\"detail\":\"d\",\"code\":\"X-1\"}")]
    public async Task ThrowIfProblem_AnotherAnswer_SaysTheStatus(string mediaType, string body)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent(body, Encoding.UTF8, mediaType) };

        var thrown = await Assert.ThrowsAsync<FederatedException>(() => ProblemReader.ThrowIfProblem(response));

        Assert.Equal(ErrorCodes.Unreachable.Number, thrown.Code.Number);
        Assert.Contains("502", thrown.Message, StringComparison.Ordinal);
    }
}
