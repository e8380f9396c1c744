using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Transport;

namespace Federated.ClientNode.Enrolment;

/// <summary>The two requests of an enrolment. Only the first goes without trust, and all that it yields is compared with the token's pin.</summary>
public static class EnrolmentClient
{

    /// <summary>Fetches the authority's certificate and holds it against the token.</summary>
    /// <exception cref="FederatedException">FED-1110 when it is another authority; FED-1604 when nobody answers.</exception>
    public static async Task<string> FetchAuthority(JoinToken token, CancellationToken cancellationToken)
    {
        // Who answers is not known yet, and nothing is told: the certificate that comes back is checked against the pin.
        using var handler = new SocketsHttpHandler
        {
            ConnectTimeout = Times.Connect,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        };
        using var client = FederationHttp.CreateClient(token.EnrolUrl, handler);
        var answer = await Ask(token, async limited =>
        {
            using var response = await client.GetAsync(Routes.Authority, limited);
            await ProblemReader.ThrowIfProblem(response, limited);
            return await response.Content.ReadFromJsonAsync<AuthorityResponse>(ProtocolJson.Options, limited);
        }, cancellationToken);
        CheckPin(token, answer.AuthorityPem);
        return answer.AuthorityPem;
    }

    /// <summary>Presents the token and a certificate request, over a connection that trusts the pinned authority alone.</summary>
    public static async Task<EnrolResponse> Enrol(JoinToken token, string authorityPem, string certificateRequestPem, CancellationToken cancellationToken)
    {
        using var handler = FederationHttp.CreateHandler(authorityPem);
        using var client = FederationHttp.CreateClient(token.EnrolUrl, handler);
        var answer = await Ask(token, async limited =>
        {
            using var response = await client.PostAsJsonAsync(Routes.Enrol, new EnrolRequest(token.Partner, token.Secret, certificateRequestPem), ProtocolJson.Options, limited);
            await ProblemReader.ThrowIfProblem(response, limited);
            return await response.Content.ReadFromJsonAsync<EnrolResponse>(ProtocolJson.Options, limited);
        }, cancellationToken);
        CheckPin(token, answer.AuthorityPem);
        return answer;
    }

    private static void CheckPin(JoinToken token, string authorityPem)
    {
        string got;
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(authorityPem);
            var hash = ContentHash.Of(certificate.RawData);
            if (hash == token.Authority)
                return;
            got = $"a certificate authority with SHA-256 {hash}";
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            got = "an authority that is no certificate";
        }

        throw new FederatedException(ErrorCodes.AuthorityMismatch,
            $"{token.EnrolUrl} answered with {got}; the join token pins {token.Authority}. Nothing was sent. Somebody may stand in between: ask the coordinator, over another channel, for the authority's hash and a new token.");
    }

    private static async Task<T> Ask<T>(JoinToken token, Func<CancellationToken, Task<T?>> call, CancellationToken cancellationToken)
        where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Times.Answer);
        try
        {
            return await call(limited.Token) ?? throw new System.Text.Json.JsonException($"Got null, wanted a {typeof(T).Name}.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Text.Json.JsonException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FederatedException(ErrorCodes.Unreachable,
                $"{token.EnrolUrl} does not answer as a federation does: {e.GetBaseException().Message} Check the address in the token with the coordinator; the same token can be used again.", inner: e);
        }
    }
}
