using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Ledger;
using Federated.Protocol.Runs;
using Federated.Protocol.Transport;
using Polly;
using Polly.Retry;

namespace Federated.ConsoleApp.Federation;

/// <summary>
/// The console listener of a silo, typed. Reads are tried again for about ten seconds when the silo cannot be reached; writes
/// are sent once. Failures are <see cref="FederatedException"/>s: the silo's own, or FED-1604.
/// </summary>
public sealed partial class FederationClient : IRunSource, IDisposable
{
    /// <summary>How long the silo may hold a long poll, in seconds.</summary>
    public const int LongPollSeconds = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(LongPollSeconds) + Times.Answer;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _reads;

    /// <param name="credentials">Where to and as whom.</param>
    /// <param name="handler">The connection; disposed with the client.</param>
    public FederationClient(ConsoleCredentials credentials, HttpMessageHandler handler)
    {
        Credentials = credentials;
        _http = FederationHttp.CreateClient(credentials.ConsoleUrl, handler);
        _reads = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<FederatedException>(e => e.Code == ErrorCodes.Unreachable && e.InnerException is HttpRequestException),
                MaxRetryAttempts = 5,
                Delay = Times.Retry,
                BackoffType = DelayBackoffType.Exponential,
            })
            .Build();
    }

    /// <summary>Where to and as whom.</summary>
    public ConsoleCredentials Credentials { get; }

    /// <summary>Launches a run.</summary>
    public Task<LaunchResponse> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken) =>
        PostAsync<LaunchRequest, LaunchResponse>(Routes.Runs, request, cancellationToken);

    /// <summary>Stops a run after its current round.</summary>
    public async Task StopAsync(RunId run, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Stop(run));
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, Patience, cancellationToken);
    }

    /// <summary>Changes the noise of an adaptive run.</summary>
    public Task<TuneResponse> TuneAsync(RunId run, TuneRequest request, CancellationToken cancellationToken) =>
        PostAsync<TuneRequest, TuneResponse>(Routes.Noise(run), request, cancellationToken);

    /// <summary>A join token for a partner.</summary>
    public Task<InviteResponse> InviteAsync(PartnerName partner, TimeSpan expires, CancellationToken cancellationToken) =>
        PostAsync<InviteRequest, InviteResponse>(Routes.Invitations(partner.ToString()), new((int)expires.TotalSeconds), cancellationToken);

    /// <summary>Records the privacy budget that was agreed with a partner.</summary>
    public async Task AgreeBudgetAsync(PartnerName partner, BudgetRequest budget, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Routes.Budget(partner.ToString())) { Content = JsonContent.Create(budget, options: ProtocolJson.Options) };
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, Patience, cancellationToken);
    }

    /// <summary>Suspends a partner, or lifts that.</summary>
    public async Task SuspendAsync(PartnerName partner, bool suspended, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Routes.Standing(partner.ToString())) { Content = JsonContent.Create(new StandingRequest(suspended), options: ProtocolJson.Options) };
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, Patience, cancellationToken);
    }

    /// <summary>All runs.</summary>
    public Task<ImmutableArray<RunSummary>> RunsAsync(CancellationToken cancellationToken) =>
        GetAsync<ImmutableArray<RunSummary>>(Routes.Runs, cancellationToken);

    /// <summary>A run now.</summary>
    public Task<RunView> RunAsync(RunId run, CancellationToken cancellationToken) => GetAsync<RunView>(Routes.Run(run), cancellationToken);

    /// <summary>A run as soon as it is newer than <paramref name="after"/>, or after <see cref="LongPollSeconds"/>.</summary>
    public Task<RunView> RunAsync(RunId run, long after, CancellationToken cancellationToken) =>
        GetAsync<RunView>(string.Create(CultureInfo.InvariantCulture, $"{Routes.Run(run)}?after={after}&wait={LongPollSeconds}"), cancellationToken);

    /// <summary>The committed models of a run, from round 0.</summary>
    public Task<ImmutableArray<ModelVersion>> ModelsAsync(RunId run, CancellationToken cancellationToken) =>
        GetAsync<ImmutableArray<ModelVersion>>(Routes.RunModels(run), cancellationToken);

    /// <summary>All partners.</summary>
    public Task<ImmutableArray<PartnerView>> PartnersAsync(CancellationToken cancellationToken) =>
        GetAsync<ImmutableArray<PartnerView>>(Routes.Partners, cancellationToken);

    /// <summary>The bytes of a model, checked against its hash.</summary>
    /// <exception cref="FederatedException">FED-1505 when other bytes came.</exception>
    public async Task<byte[]> ModelAsync(ContentHash model, CancellationToken cancellationToken)
    {
        var bytes = await ReadAsync(Routes.Model(model), (content, token) => content.ReadAsByteArrayAsync(token), cancellationToken);
        var got = ContentHash.Of(bytes);
        return got == model
            ? bytes
            : throw new FederatedException(ErrorCodes.ModelMalformed, $"Got a model with hash {got}, wanted {model}. Download it again; if it stays so, its blob is damaged.");
    }

    /// <summary>The ledger's entries, page by page.</summary>
    public async IAsyncEnumerable<LedgerEntryView> EntriesAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long? next = from; next is not null;)
        {
            var page = await GetAsync<LedgerPageView>(string.Create(CultureInfo.InvariantCulture, $"{Routes.LedgerEntries}?from={next}&max=500"), cancellationToken);
            foreach (var entry in page.Entries)
                yield return entry;
            next = page.Next;
        }
    }

    /// <summary>Copies the whole ledger as an export.</summary>
    public async Task ExportAsync(Stream destination, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Routes.LedgerExport);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Timeout.InfiniteTimeSpan, cancellationToken);
        await response.Content.CopyToAsync(destination, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => ReadAsync(path, ReadJsonAsync<T>, cancellationToken);

    private async Task<T> ReadAsync<T>(string path, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        await _reads.ExecuteAsync(
            async token =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, Patience, token);
                return await read(response.Content, token);
            },
            cancellationToken);

    private async Task<TResponse> PostContentAsync<TResponse>(string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, Timeout.InfiniteTimeSpan, cancellationToken);
        return await ReadJsonAsync<TResponse>(response.Content, cancellationToken);
    }

    private async Task<TResponse> PostAsync<TRequest, TResponse>(string path, TRequest body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: ProtocolJson.Options) };
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, Patience, cancellationToken);
        return await ReadJsonAsync<TResponse>(response.Content, cancellationToken);
    }

    private async Task<T> ReadJsonAsync<T>(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadFromJsonAsync<T>(ProtocolJson.Options, cancellationToken) ?? throw NotOurs(null);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or NotSupportedException)
        {
            throw NotOurs(e);
        }

        FederatedException NotOurs(Exception? inner) => new(ErrorCodes.Unreachable,
            $"{Credentials.ConsoleUrl} answered something that is not of this protocol. Is it a silo of the same version?", inner: inner);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, HttpCompletionOption completion, TimeSpan patience, CancellationToken cancellationToken)
    {
        request.Version = _http.DefaultRequestVersion;
        request.VersionPolicy = _http.DefaultVersionPolicy;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, completion, limit.Token);
            await ProblemReader.ThrowIfProblem(response, limit.Token);
            return response;
        }
        catch (Exception e)
        {
            response?.Dispose();
            throw e switch
            {
                HttpRequestException { InnerException: AuthenticationException } => new FederatedException(ErrorCodes.AuthorityMismatch,
                    $"{Credentials.ConsoleUrl} did not show a certificate of the federation '{Credentials.Federation}'. Are these the right credentials for it?", inner: e),
                HttpRequestException => new FederatedException(ErrorCodes.Unreachable,
                    $"The silo at {Credentials.ConsoleUrl} cannot be reached: {e.Message} Is fed-silo running there?", inner: e),
                OperationCanceledException when !cancellationToken.IsCancellationRequested => new FederatedException(ErrorCodes.Unreachable,
                    $"The silo at {Credentials.ConsoleUrl} did not answer within {patience.TotalSeconds:0} seconds. Look at its log.", inner: e),
                _ => e,
            };
        }
    }
}
