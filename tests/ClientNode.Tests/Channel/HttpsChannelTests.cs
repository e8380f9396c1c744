using System.Net;
using System.Text.Json;
using Federated.ClientNode.Channel;
using Federated.ClientNode.Models;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Transport;
using Federated.Protocol.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Federated.ClientNode.Tests.Channel;

public sealed class HttpsChannelTests : IDisposable
{
    private static readonly RoundId Round = new(Samples.Run, 1);
    private static readonly byte[] Update = "the update"u8.ToArray();
    private static readonly ContentHash Hash = ContentHash.Of(Update);
    private readonly TestAuthority _authority = new();
    private readonly TestFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private HttpsChannel Open(string url) => new(FederationHttp.CreateClient(url, FederationHttp.CreateHandler(_authority.Pem)), TimeProvider.System);

    private static async Task Line<T>(HttpResponse response, T value)
    {
        await response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(value, ProtocolJson.Options), (byte)'\n']);
        await response.Body.FlushAsync();
    }

    [Fact]
    public async Task SendUpdate_GivesTheReceiptBeforeTheNextWorkIsThere()
    {
        var receiptSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (string? Prefer, string? Digest, long? Length, string Protocol) seen = default;
        await using var server = await TestServer.Start(_authority, app => app.MapPut(Routes.UpdateTemplate, async context =>
        {
            seen = (context.Request.Headers["Prefer"], context.Request.Headers["Content-Digest"], context.Request.ContentLength, context.Request.Protocol);
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await Line(context.Response, new UploadResponse(Samples.Receipt(ContentHash.Of(body.ToArray())), Duplicate: false));
            await receiptSeen.Task;
            await Line(context.Response, new WorkResponse([Samples.Assignment(2)], []));
        }));
        using var channel = Open(server.Url);
        UploadResponse? answer = null;
        var next = await channel.SendUpdate(Round, Update, Hash, 20, given =>
        {
            answer = given;
            receiptSeen.SetResult();
            return Task.CompletedTask;
        }, default);

        Assert.Equal(ContentHash.Of(Update), answer!.Receipt.Receipt.UpdateHash);
        Assert.True(answer.Receipt.Verify(Samples.Keys.Receipt, out _));
        Assert.Equal(2, next!.Assignments.Single().Round);
        Assert.Equal(("wait=20", (long?)Update.Length, "HTTP/2"), (seen.Prefer, seen.Length, seen.Protocol));
        Assert.StartsWith("sha-256=:", seen.Digest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendUpdate_AServerThatNeverAnswers_IsUnreachableAfterWhatTheBytesMayTake()
    {
        await using var server = await TestServer.Start(_authority, app => app.MapPut(Routes.UpdateTemplate, context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        var time = new InstantTime();
        using var channel = new HttpsChannel(FederationHttp.CreateClient(server.Url, FederationHttp.CreateHandler(_authority.Pem)), time);

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => channel.SendUpdate(Round, Update, Hash, 20, _ => Task.CompletedTask, default));

        Assert.Equal(ErrorCodes.Unreachable, refusal.Code);
        Assert.Equal(Times.Upload(Update.Length), Assert.Single(time.Waits));
        Assert.True(Times.Upload(1 << 20) > TimeSpan.FromHours(1), "a large update on a slow line has its time");
    }

    [Fact]
    public async Task GetModel_ADownloadThatStops_IsUnreachable()
    {
        await using var server = await TestServer.Start(_authority, app => app.MapGet(Routes.ModelTemplate, async context =>
        {
            await context.Response.Body.WriteAsync(Update);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        var time = new QuietTime();
        using var channel = new HttpsChannel(FederationHttp.CreateClient(server.Url, FederationHttp.CreateHandler(_authority.Pem)), time);
        using var partial = new MemoryStream();

        var download = channel.GetModel(ContentHash.Of(Update), partial, default);
        await time.Changed.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(download.IsCompleted);
        time.Pass();

        Assert.Equal(ErrorCodes.Unreachable, (await Assert.ThrowsAsync<FederatedException>(() => download)).Code);
        Assert.Equal(Update, partial.ToArray());
    }

    [Fact]
    public async Task SendUpdate_LineBreaksAfterTheReceipt_GivesNoWorkAndNoError()
    {
        var receiptSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.Start(_authority, app => app.MapPut(Routes.UpdateTemplate, async context =>
        {
            await Line(context.Response, new UploadResponse(Samples.Receipt(ContentHash.Of(Update)), Duplicate: true));
            await receiptSeen.Task;
            context.Abort();
        }));
        using var channel = Open(server.Url);
        var receipts = 0;
        var next = await channel.SendUpdate(Round, Update, Hash, 20, _ =>
        {
            receipts++;
            receiptSeen.SetResult();
            return Task.CompletedTask;
        }, default);
        Assert.Null(next);
        Assert.Equal(1, receipts);
    }

    [Fact]
    public async Task SendUpdate_Refused_ThrowsTheProblemOfTheSilo()
    {
        await using var server = await TestServer.Start(_authority, app => app.MapPut(Routes.UpdateTemplate, () =>
            Results.Json(new Problem("urn:federated:FED-1210", "late", 410, "too late", "FED-1210"), ProtocolJson.Options, Problem.MediaType, 410)));
        using var channel = Open(server.Url);
        var refused = await Assert.ThrowsAsync<FederatedException>(() => channel.SendUpdate(Round, Update, Hash, 0, _ => Task.CompletedTask, default));
        Assert.Equal((1210, "too late"), (refused.Code.Number, refused.Message));
    }

    [Fact]
    public async Task GetModel_BrokenOff_GoesOnWhereItStopped()
    {
        var model = Samples.Model();
        var ranges = new List<string?>();
        await using var server = await TestServer.Start(_authority, app => app.MapGet(Routes.ModelTemplate, async context =>
        {
            ranges.Add(context.Request.Headers.Range);
            if (ranges.Count == 1)
            {
                context.Response.ContentLength = model.Length;
                await context.Response.Body.WriteAsync(model.AsMemory(0, 40));
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            }

            await Results.Bytes(model, enableRangeProcessing: true).ExecuteAsync(context);
        }));
        using var channel = Open(server.Url);
        var cache = new ModelCache(_folder.Path, channel);
        var hash = ContentHash.Of(model);
        var broken = await Assert.ThrowsAsync<FederatedException>(() => cache.Get(hash, ["float32"], default));
        Assert.Equal(ErrorCodes.Unreachable, broken.Code);
        var partial = new FileInfo(_folder[$"{hash}.safetensors.part"]).Length;

        Assert.Equal(model, await cache.Get(hash, ["float32"], default));
        Assert.Equal(model, await cache.Get(hash, ["float32"], default));
        Assert.Equal([null, partial == 0 ? null : $"bytes={partial}-"], ranges);
    }

    [Fact]
    public async Task GetWork_UntrustedServer_IsUnreachable()
    {
        using var other = new TestAuthority();
        await using var server = await TestServer.Start(other, app => app.MapPost(Routes.Work, () => new WorkResponse([], [])));
        using var channel = Open(server.Url);
        var refused = await Assert.ThrowsAsync<FederatedException>(() => channel.GetWork(new(0, []), default));
        Assert.Equal((ErrorCodes.Unreachable, (int)HttpStatusCode.ServiceUnavailable), (refused.Code, refused.Code.HttpStatus));
    }

    [Fact]
    public async Task GetWork_Cancelled_ThrowsCancelledAndNotUnreachable()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.Start(_authority, app => app.MapPost(Routes.Work, async (HttpContext context) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using var channel = Open(server.Url);
        using var stop = new CancellationTokenSource();
        var poll = channel.GetWork(new(20, []), stop.Token);
        await asked.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }
}
