using System.Collections.Concurrent;
using System.Text.Json;
using Federated.ClientNode.Channel;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Transport;
using Federated.Protocol.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.ClientNode.Tests.Channel;

/// <summary>Whatever a server or a line does in the middle of an answer, the channel calls it unreachable: anything else would end a node.</summary>
public sealed class BrokenLineTests : IDisposable
{
    private const int Repeats = 5;
    private static readonly RoundId Round = new(Samples.Run, 1);
    private static readonly byte[] Update = new byte[100_000];
    private static readonly ContentHash Hash = ContentHash.Of(Update);
    private readonly TestAuthority _authority = new();
    private readonly ConcurrentBag<string> _escaped = [];

    public static TheoryData<string, bool> Breaks()
    {
        var data = new TheoryData<string, bool>();
        foreach (var at in (string[])["start", "body", "headers", "mid-receipt", "receipt", "mid-work"])
        {
            data.Add(at, false);
            data.Add(at, true);
        }

        return data;
    }

    public void Dispose() => _authority.Dispose();

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task ServerBreaks_AtAnyPointOfItsAnswer_IsUnreachable(string at, bool connection)
    {
        await using var server = await Start(async (context, reached) =>
        {
            if (reached != at)
                return;
            if (connection)
                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
            else
                context.Abort();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var channel = Open(server.Url);
        for (var i = 0; i < Repeats; i++)
            await Try(channel);

        Assert.Empty(_escaped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LineIsCut_AtAnyByte_IsUnreachable(bool reset)
    {
        await using var server = await Start((_, _) => Task.CompletedTask);
        await using var proxy = new CuttingProxy(new Uri(server.Url)) { Reset = reset };
        using var channel = Open(proxy.Url);
        for (var i = 0; i < 4 * Repeats; i++)
        {
            (proxy.UpLimit, proxy.DownLimit) = i % 2 == 0 ? (long.MaxValue, 157L * i % 9000) : (1009L * i % 110_000, long.MaxValue);
            await Try(channel);
        }

        Assert.Empty(_escaped);
        Assert.True(proxy.Cuts > 2 * Repeats, $"only {proxy.Cuts} cuts");
    }

    [Theory]
    [InlineData("proxy", false)]
    [InlineData("proxy", true)]
    [InlineData("server", false)]
    [InlineData("server", true)]
    public async Task LineBreaks_WhileTheNodeWaitsForTheNextWork_GivesNone(string who, bool hard)
    {
        var received = new SemaphoreSlim(0);
        await using var server = await Start(async (context, reached) =>
        {
            if (reached != "receipt")
                return;
            await received.WaitAsync(context.RequestAborted);
            if (who == "server" && hard)
                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
            else if (who == "server")
                context.Abort();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var proxy = new CuttingProxy(new Uri(server.Url)) { Reset = hard };
        using var channel = Open(proxy.Url);
        for (var i = 0; i < Repeats; i++)
        {
            var receipts = 0;
            await Try("send", async () =>
            {
                Assert.Null(await channel.SendUpdate(Round, Update, Hash, 20, async given =>
                {
                    receipts += given.Duplicate ? 2 : 1;
                    if (who == "server")
                        received.Release();
                    else if (i % 2 == 0)
                        proxy.Cut();
                    else
                        _ = Task.Run(proxy.Cut);
                    await Task.Yield();
                }, CancellationToken.None));
            });
            Assert.Equal(1, receipts);
        }

        Assert.Empty(_escaped);
    }

    private HttpsChannel Open(string url) => new(FederationHttp.CreateClient(url, FederationHttp.CreateHandler(_authority.Pem)), TimeProvider.System);

    private async Task Try(HttpsChannel channel)
    {
        await Try("send", () => channel.SendUpdate(Round, Update, Hash, 20, _ => Task.CompletedTask, CancellationToken.None));
        await Try("work", () => channel.GetWork(new(0, []), CancellationToken.None));
    }

    private async Task Try(string what, Func<Task> call)
    {
        try
        {
            await call().WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.Unreachable)
        {
            // What a node hears, and tries again.
        }
        catch (Exception e)
        {
            _escaped.Add($"{what}: {e}");
        }
    }

    private Task<TestServer> Start(Func<HttpContext, string, Task> reached) => TestServer.Start(_authority, app =>
    {
        app.MapPut(Routes.UpdateTemplate, async context =>
        {
            await reached(context, "start");
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await reached(context, "body");
            await context.Response.StartAsync(context.RequestAborted);
            await reached(context, "headers");
            await Line(context, new UploadResponse(Samples.Receipt(ContentHash.Of(Update)), Duplicate: false), "mid-receipt");
            await reached(context, "receipt");
            await Line(context, new WorkResponse([Samples.Assignment(2)], []), "mid-work");
        });
        app.MapPost(Routes.Work, () => new WorkResponse([Samples.Assignment(2)], []));

        async Task Line<T>(HttpContext context, T value, string middle)
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, ProtocolJson.Options), (byte)'\n'];
            await context.Response.Body.WriteAsync(line.AsMemory(0, line.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await reached(context, middle);
            await context.Response.Body.WriteAsync(line.AsMemory(line.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    });
}
