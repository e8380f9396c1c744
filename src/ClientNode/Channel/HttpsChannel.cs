using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Transport;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Channel;

/// <summary>The node listener over HTTPS with the node's certificate: the only channel across institutions.</summary>
/// <param name="client">From <see cref="FederationHttp.CreateClient"/>; disposed with the channel.</param>
/// <param name="time">The clock of the timeouts.</param>
public sealed class HttpsChannel(HttpClient client, TimeProvider time) : IFederationChannel, IDisposable
{
    /// <summary>Updates from this size on ask first how much of them is there, and go on where an earlier try stopped.</summary>
    public const int SmallestResumed = 1 << 20;

    private static readonly MediaTypeWithQualityHeaderValue Frames = new(WorkFrames.MediaType);
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 64 * 1024);

    /// <inheritdoc/>
    public Task<WorkResponse> GetWork(WorkRequest request, CancellationToken cancellationToken) =>
        Reach(TimeSpan.FromSeconds(request.WaitSeconds) + Times.Answer, async token =>
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, Routes.Work) { Content = JsonContent.Create(request, options: ProtocolJson.Options) };
            Adopt(message);
            message.Headers.Accept.Add(Frames);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token);
            if (!IsFramed(response))
                return await ReadJson<WorkResponse>(response, token);
            var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(token), Buffers);
            var work = await WorkFrames.Read(reader, token) ?? throw new JsonException("Got nothing, wanted work.");
            await reader.CompleteAsync();
            return work;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task GetModel(ContentHash model, Stream partial, CancellationToken cancellationToken) =>
        Download(async (quiet, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Routes.Model(model));
            Adopt(request);
            if (partial.Length > 0)
            {
                request.Headers.Range = new RangeHeaderValue(partial.Length, null);
                request.Headers.IfRange = new RangeConditionHeaderValue($"\"{model}\"");
            }

            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // The beginning is as long as the whole, or is not this model's: the caller's hash check tells which.
                return true;
            }

            await ProblemReader.ThrowIfProblem(response, token);
            var from = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? 0 : 0;
            partial.SetLength(Math.Min(from, partial.Length));
            partial.Position = partial.Length;
            await Copy(response.Content, partial, quiet, token);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<CodedModel?> GetCodedModel(ContentHash model, string codec, ContentHash? baseModel, CancellationToken cancellationToken) =>
        Download(async (quiet, token) =>
        {
            using var response = await client.GetAsync(Routes.Model(model, codec, baseModel), HttpCompletionOption.ResponseHeadersRead, token);
            await ProblemReader.ThrowIfProblem(response, token);
            if (response.Content.Headers.ContentType?.MediaType != CodedModel.MediaType
                || !response.Headers.TryGetValues(CodedModel.DecodedHeader, out var decoded) || !ContentHash.TryParse(decoded.First(), out var hash))
                return null;
            using var bytes = new MemoryStream((int)(response.Content.Headers.ContentLength ?? 0));
            await Copy(response.Content, bytes, quiet, token);
            return new CodedModel(bytes.ToArray(), hash);
        }, cancellationToken);

    /// <inheritdoc/>
    public async Task<WorkResponse?> SendUpdate(
        RoundId round, ReadOnlyMemory<byte> update, ContentHash sha256, int waitSeconds, Func<UploadResponse, Task> onReceipt, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        PipeReader? lines = null;
        try
        {
            var receipt = await Reach(Times.Upload(update.Length), async token =>
            {
                var from = update.Length >= SmallestResumed ? await Probe(round, update.Length, sha256, token) : 0;
                using var request = new HttpRequestMessage(HttpMethod.Put, Routes.Update(round)) { Content = new ReadOnlyMemoryContent(update[from..]) };
                Adopt(request);
                if (from > 0)
                    request.Headers.Add(UploadResponse.OffsetHeader, from.ToString(CultureInfo.InvariantCulture));
                request.Content.Headers.ContentType = new(ProtocolJson.Safetensors);
                request.Content.Headers.ContentLength = update.Length - from;
                request.Headers.Add("Content-Digest", Digest(sha256));
                if (waitSeconds > 0)
                {
                    request.Headers.Accept.Add(Frames);
                    request.Headers.Add("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={waitSeconds}"));
                }

                response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
                await ProblemReader.ThrowIfProblem(response, token);
                lines = PipeReader.Create(await response.Content.ReadAsStreamAsync(token), Buffers);
                return await WorkFrames.ReadLine<UploadResponse>(lines, token)
                    ?? throw new FederatedException(ErrorCodes.Unreachable, $"The answer to the update of {round} ended before the receipt; send the same bytes again.");
            }, cancellationToken);
            await onReceipt(receipt);
            return waitSeconds > 0 ? await ReadNextWork(lines!, IsFramed(response!), waitSeconds, cancellationToken) : null;
        }
        finally
        {
            await Close(lines, response);
        }
    }

    // How much of the update came by an earlier connection; 0 where the silo does not know, or does not answer that.
    private async Task<int> Probe(RoundId round, int length, ContentHash sha256, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Routes.Update(round));
        Adopt(request);
        request.Headers.Add("Content-Digest", Digest(sha256));
        using var response = await client.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode && response.Headers.TryGetValues(UploadResponse.OffsetHeader, out var offsets)
            && int.TryParse(offsets.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) && offset < length ? offset : 0;
    }

    private static string Digest(ContentHash sha256) => $"sha-256=:{Convert.ToBase64String(sha256.ToBytes())}:";

    /// <inheritdoc/>
    public Task Decline(RoundId round, DeclineRequest reason, CancellationToken cancellationToken) =>
        Reach(Times.Answer, async token =>
        {
            using var response = await client.PostAsJsonAsync(Routes.Decline(round), reason, ProtocolJson.Options, token);
            await ProblemReader.ThrowIfProblem(response, token);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<SelfResponse> Self(CancellationToken cancellationToken) =>
        Reach(Times.Answer, async token =>
        {
            using var response = await client.GetAsync(Routes.Self, token);
            return await ReadJson<SelfResponse>(response, token);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task ExportLedger(Stream destination, CancellationToken cancellationToken) =>
        Download(async (quiet, token) =>
        {
            using var response = await client.GetAsync(Routes.LedgerExport, HttpCompletionOption.ResponseHeadersRead, token);
            await ProblemReader.ThrowIfProblem(response, token);
            await Copy(response.Content, destination, quiet, token);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<WorkResponse?> ReadNextWork(PipeReader lines, bool framed, int waitSeconds, CancellationToken cancellationToken)
    {
        try
        {
            return await Reach(TimeSpan.FromSeconds(waitSeconds) + Times.Answer, 
                token => framed ? WorkFrames.Read(lines, token) : WorkFrames.ReadLine<WorkResponse>(lines, token), cancellationToken);
        }
        catch (FederatedException)
        {
            // The receipt is here; the next poll asks for the work again.
            return null;
        }
    }

    private static async Task<T> ReadJson<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class
    {
        await ProblemReader.ThrowIfProblem(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<T>(ProtocolJson.Options, cancellationToken)
            ?? throw new JsonException($"Got null, wanted a {typeof(T).Name}.");
    }

    private static bool IsFramed(HttpResponseMessage response) => response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == WorkFrames.MediaType;

    // Requests made by hand do not take over the client's version.
    private void Adopt(HttpRequestMessage request)
    {
        request.Version = client.DefaultRequestVersion;
        request.VersionPolicy = client.DefaultVersionPolicy;
    }

    // A download may take as long as it likes, and counts as broken when nothing has come for a while.
    private static async Task Copy(HttpContent content, Stream destination, CancellationTokenSource quiet, CancellationToken cancellationToken)
    {
        await using var source = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        while (await source.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            quiet.CancelAfter(Times.Answer);
        }
    }

    private async Task<T> Download<T>(Func<CancellationTokenSource, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var quiet = new CancellationTokenSource(Times.Answer, time);
        return await Reach(quiet, Times.Answer, token => call(quiet, token), cancellationToken);
    }

    private async Task<T> Reach<T>(TimeSpan limit, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        return await Reach(timeout, limit, call, cancellationToken);
    }

    private async Task<T> Reach<T>(CancellationTokenSource timeout, TimeSpan limit, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(both.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"did not answer within {limit.TotalSeconds:0} s", e);
        }
        catch (JsonException e)
        {
            throw Unreachable($"gave an answer that this node cannot read ({e.Message.TrimEnd('.')})", e);
        }
        catch (Exception e) when (e is not FederatedException)
        {
            // HttpRequestException and IOException as a rule; but nothing promises that a line that breaks says so with no other, and a
            // node must outlive it.
            cancellationToken.ThrowIfCancellationRequested();
            throw Unreachable($"cannot be reached: {Innermost(e)}", e);
        }
    }

    // What cannot be closed is broken already.
    private static async ValueTask Close(PipeReader? lines, HttpResponseMessage? response)
    {
        try
        {
            if (lines is not null)
                await lines.CompleteAsync();
            response?.Dispose();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException or HttpRequestException)
        {
            // The receipt, if there was one, has been handed on.
        }
    }

    private FederatedException Unreachable(string why, Exception inner) => new(ErrorCodes.Unreachable,
        $"{client.BaseAddress} {why}. Check the address, the network and that the silo runs.", inner: inner);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception is HttpRequestException or IOException or System.Net.Sockets.SocketException
            ? exception.Message.TrimEnd('.')
            : $"{exception.GetType().Name}: {exception.Message.TrimEnd('.')}";
    }
}
