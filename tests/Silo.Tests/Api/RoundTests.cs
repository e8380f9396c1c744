using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Ledger;
using Federated.Protocol.Runs;
using Federated.Protocol.Work;
using Federated.Silo.Intake;
using Federated.Silo.Tests.Intake;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Silo.Tests.Api;

public sealed class RoundTests : IAsyncLifetime
{
    private SiloUnderTest _silo = null!;
    private HttpClient _node = null!;

    public async Task InitializeAsync()
    {
        _silo = await SiloUnderTest.Start();
        _node = await _silo.Node("hospital-1");
    }

    public async Task DisposeAsync()
    {
        _node.Dispose();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task ARound_FromLaunchToModel()
    {
        var launched = await _silo.Launch(TestRun.Plan(rounds: 2));
        var work = await Work();
        var assignment = Assert.Single(work.Assignments);
        Assert.Equal((launched.Run, 1, launched.PlanHash, launched.InitialModel), (assignment.Run, assignment.Round, assignment.PlanHash, assignment.BaseModel));
        Assert.Equal(launched.InitialModel, ContentHash.Of(assignment.InlineModel));
        Assert.InRange(assignment.SecondsLeft, 1, 300);

        var bytes = TestRun.Update(assignment.Id);
        using var request = SiloUnderTest.Upload(assignment.Id, bytes);
        request.Headers.Add("Prefer", "wait=25");
        using var response = await _node.SendAsync(request);

        Assert.Equal(ProtocolJson.Lines, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("wait=25", Assert.Single(response.Headers.GetValues("Preference-Applied")));
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        var upload = JsonSerializer.Deserialize<UploadResponse>(lines[0], ProtocolJson.Options)!;
        Assert.False(upload.Duplicate);
        Assert.Equal(ContentHash.Of(bytes), upload.Receipt.Receipt.UpdateHash);
        Assert.True(upload.Receipt.Verify(_silo.Credentials.Keys.Receipt, out var reason), reason);
        var next = Assert.Single(JsonSerializer.Deserialize<WorkResponse>(lines[1], ProtocolJson.Options)!.Assignments);
        Assert.Equal(2, next.Round);
        Assert.NotEqual(launched.InitialModel, next.BaseModel);

        using (var decline = await _node.PostAsJsonAsync(Routes.Decline(next.Id), new DeclineRequest("FED-1502", "no such columns"), ProtocolJson.Options))
            Assert.Equal(HttpStatusCode.NoContent, decline.StatusCode);
        var ended = await Ended(launched.Run);
        Assert.Equal((2, 1, next.BaseModel), (ended.ClosedRounds, ended.CommittedRounds, ended.Model));
        var versions = await _silo.Coordinator.GetFromJsonAsync<ModelVersion[]>(Routes.RunModels(launched.Run), ProtocolJson.Options);
        Assert.Equal([launched.InitialModel, next.BaseModel], versions!.Select(v => v.Model));
        var summary = Assert.Single((await _silo.Coordinator.GetFromJsonAsync<RunSummary[]>(Routes.Runs, ProtocolJson.Options))!);
        Assert.Equal(launched.Run, summary.Run);
        var self = (await _node.GetFromJsonAsync<SelfResponse>(Routes.Self, ProtocolJson.Options))!.Contribution;
        Assert.Equal((2, 1), (self.Offered, self.Accepted));

        using var export = new StringReader(await _silo.Coordinator.GetStringAsync(Routes.LedgerExport));
        Assert.True(LedgerVerifier.Verify(export, _silo.Credentials.Keys).Valid);
        using var partnersExport = new StringReader(await _node.GetStringAsync(Routes.LedgerExport));
        Assert.True(LedgerVerifier.Verify(partnersExport, _silo.Credentials.Keys).Valid);
        await AssertPages();
        await AssertModel(next.BaseModel);
        await AssertCoded(launched.InitialModel, next.BaseModel);
    }

    [Fact]
    public async Task SameUpdateAgain_GetsTheSameReceipt_AnotherOneIsAConflict()
    {
        await _silo.Enrol("hospital-2");
        var launched = await _silo.Launch(TestRun.Plan(cohort: 2));
        var round = new RoundId(launched.Run, 1);
        await Work();

        var first = await Send(round, TestRun.Update(round));
        var second = await Send(round, TestRun.Update(round));
        using var request = SiloUnderTest.Upload(round, TestRun.Update(round, TestRun.Values(2)));
        using var other = await _node.SendAsync(request);

        Assert.Equal((false, true), (first.Duplicate, second.Duplicate));
        Assert.Equal(first.Receipt, second.Receipt);
        await SiloUnderTest.AssertProblem(other, ErrorCodes.UpdateConflict);
    }

    [Theory]
    [MemberData(nameof(HostileUpdates.Codes), MemberType = typeof(HostileUpdates))]
    public async Task HostileUpdate_IsRefusedAndInTheLedger_AndAGoodOneStillCounts(string code)
    {
        var launched = await _silo.Launch();
        var round = new RoundId(launched.Run, 1);
        await Work();

        using (var request = SiloUnderTest.Upload(round, HostileUpdates.Of(code, round)))
        using (var response = await _node.SendAsync(request))
            Assert.Contains(code, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Send(round, TestRun.Update(round));

        Assert.Equal(1, (await Ended(launched.Run)).CommittedRounds);
        var page = await _silo.Coordinator.GetFromJsonAsync<LedgerPageView>(Routes.LedgerEntries, ProtocolJson.Options);
        Assert.Contains(page!.Entries, e => LedgerCodec.Decode(Encoding.UTF8.GetBytes(e.Entry)) is UpdateRejected r && r.Code == code && r.Run == launched.Run);
    }

    [Fact]
    public async Task AnnouncedDigest_IsHeldAgainstTheBytes()
    {
        var launched = await _silo.Launch();
        var round = new RoundId(launched.Run, 1);
        await Work();
        using var wrong = SiloUnderTest.Upload(round, TestRun.Update(round));
        wrong.Content!.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(new byte[32])}:");
        using var right = SiloUnderTest.Upload(round, TestRun.Update(round));
        right.Content!.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(ContentHash.Of(TestRun.Update(round)).ToBytes())}:");

        using var refused = await _node.SendAsync(wrong);
        using var accepted = await _node.SendAsync(right);

        await SiloUnderTest.AssertProblem(refused, ErrorCodes.UpdateHashMismatch);
        Assert.True(accepted.IsSuccessStatusCode);
    }

    [Fact]
    public async Task ConnectionThatBreaks_IsInTheLedger_AndAResendCounts()
    {
        using var node = await _silo.Node("hospital-9");
        var (certificate, key) = await _silo.Enrol("hospital-8");
        var launched = await _silo.Launch(TestRun.Plan(cohort: 3));
        var round = new RoundId(launched.Run, 1);
        await BreakOff(round, TestRun.Update(round), certificate, key);

        await Eventually(async () =>
        {
            var page = await _silo.Coordinator.GetFromJsonAsync<LedgerPageView>(Routes.LedgerEntries, ProtocolJson.Options);
            return page!.Entries.Any(e => e.Entry.Contains("FED-1202", StringComparison.Ordinal));
        });
        using var again = _silo.Client(_silo.Addresses.NodeUrl, certificate, key);
        using var request = SiloUnderTest.Upload(round, TestRun.Update(round));
        using var response = await again.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task UploadThatStopsHalfWay_GivesItsMemoryBack_AndAResendCounts()
    {
        using var node = await _silo.Node("hospital-7");
        var (certificate, key) = await _silo.Enrol("hospital-6");
        var launched = await _silo.Launch(TestRun.Plan(cohort: 3));
        var round = new RoundId(launched.Run, 1);
        using var silent = await Half(round, TestRun.Update(round), certificate, key);
        var budget = _silo.App.Services.GetRequiredService<StagingBudget>();

        // Nothing comes any more, and the connection stays open: the other side may have lost its power.
        await Eventually(() => Task.FromResult(budget.InUse == 0));

        Assert.True(silent.Connected);
        using var again = _silo.Client(_silo.Addresses.NodeUrl, certificate, key);
        using var request = SiloUnderTest.Upload(round, TestRun.Update(round));
        using var response = await again.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Watch_EndsWhenTheRunChanges()
    {
        var launched = await _silo.Launch();
        var round = new RoundId(launched.Run, 1);
        await Work();
        var before = (await _silo.Coordinator.GetFromJsonAsync<RunView>(Routes.Run(launched.Run), ProtocolJson.Options))!;
        Assert.Equal((RoundPhase.Collecting, MemberStatus.Wanted), (before.Phase, Assert.Single(before.Members).Status));

        var watching = _silo.Coordinator.GetFromJsonAsync<RunView>($"{Routes.Run(launched.Run)}?after={before.Version}&wait=25", ProtocolJson.Options);
        await Send(round, TestRun.Update(round));

        Assert.True((await watching)!.Version > before.Version);
    }

    [Fact]
    public async Task Stop_EndsLongPollsAtOnce()
    {
        var polling = _node.PostAsJsonAsync(Routes.Work, new WorkRequest(25, []), ProtocolJson.Options);
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        await Eventually(async () => (await _silo.Coordinator.GetFromJsonAsync<PartnerView[]>(Routes.Partners, ProtocolJson.Options))!.Single().LastSeen is not null);

        await _silo.App.StopAsync();

        using var response = await polling;
        Assert.Empty((await response.Content.ReadFromJsonAsync<WorkResponse>(ProtocolJson.Options))!.Assignments);
        Assert.True(clock.GetElapsedTime(started) < TimeSpan.FromSeconds(15));
    }

    private async Task<WorkResponse> Work()
    {
        using var response = await _node.PostAsJsonAsync(Routes.Work, new WorkRequest(25, []), ProtocolJson.Options);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<WorkResponse>(ProtocolJson.Options))!;
    }

    private async Task<UploadResponse> Send(RoundId round, byte[] bytes)
    {
        using var request = SiloUnderTest.Upload(round, bytes);
        using var response = await _node.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<UploadResponse>(text, ProtocolJson.Options)!;
    }

    private async Task<RunView> Ended(RunId run)
    {
        RunView? view = null;
        await Eventually(async () =>
        {
            view = await _silo.Coordinator.GetFromJsonAsync<RunView>($"{Routes.Run(run)}?after={view?.Version ?? -1}&wait=25", ProtocolJson.Options);
            return view!.Outcome != RunOutcome.Running;
        });
        return view!;
    }

    private async Task AssertPages()
    {
        var whole = (await _silo.Coordinator.GetFromJsonAsync<LedgerPageView>(Routes.LedgerEntries, ProtocolJson.Options))!;
        Assert.Equal((whole.Size, null), ((long)whole.Entries.Length, whole.Next));
        var entries = new List<string>();
        for (long? from = 0; from is not null;)
        {
            var page = (await _silo.Coordinator.GetFromJsonAsync<LedgerPageView>($"{Routes.LedgerEntries}?from={from}&max=2", ProtocolJson.Options))!;
            entries.AddRange(page.Entries.Select(e => e.Entry));
            from = page.Next;
        }

        Assert.Equal(whole.Entries.Select(e => e.Entry), entries);
        var note = SignedNote.Parse(await _silo.Coordinator.GetStringAsync(Routes.LedgerCheckpoint));
        Assert.Equal(whole.Size, Checkpoint.Parse(note.Text).Size);
    }

    private async Task AssertCoded(ContentHash first, ContentHash second)
    {
        var (before, after) = (await _node.GetByteArrayAsync(Routes.Model(first)), await _node.GetByteArrayAsync(Routes.Model(second)));
        foreach (var name in ModelCodec.Known.Where(name => name != ModelCodec.Plain))
        {
            var codec = ModelCodec.Parse(name)!;
            using var response = await _node.GetAsync(Routes.Model(second, name, first));
            var bytes = await response.Content.ReadAsByteArrayAsync();
            if (response.Content.Headers.ContentType?.MediaType == CodedModel.MediaType)
            {
                Assert.True(bytes.Length < after.Length, name);
                Assert.Equal(response.Headers.GetValues(CodedModel.DecodedHeader).Single(), ContentHash.Of(codec.Decode(bytes, before)).ToString());
            }
            else
            {
                // A model so small that its coded form is no smaller.
                Assert.Equal(after, bytes);
                Assert.True(codec.Encode(after, before).Length >= after.Length, name);
            }
        }

        using var unknownBase = await _node.GetAsync(Routes.Model(second, "delta", ContentHash.Of("none"u8)));
        Assert.Equal(ProtocolJson.Safetensors, unknownBase.Content.Headers.ContentType?.MediaType);
        using var unknownCodec = await _node.GetAsync(Routes.Model(second, "zip", null));
        await SiloUnderTest.AssertProblem(unknownCodec, ErrorCodes.RequestInvalid);
    }

    private async Task AssertModel(ContentHash model)
    {
        using var whole = await _node.GetAsync(Routes.Model(model));
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        Assert.Equal(model, ContentHash.Of(bytes));
        Assert.Equal($"\"{model}\"", whole.Headers.ETag?.Tag);
        Assert.Contains("immutable", whole.Headers.CacheControl?.ToString(), StringComparison.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Get, Routes.Model(model));
        request.Headers.Range = new RangeHeaderValue(10, null);
        using var rest = await _node.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, rest.StatusCode);
        Assert.Equal(bytes[10..], await rest.Content.ReadAsByteArrayAsync());

        using var cached = new HttpRequestMessage(HttpMethod.Get, Routes.Model(model));
        cached.Headers.IfNoneMatch.Add(whole.Headers.ETag!);
        using var unchanged = await _node.SendAsync(cached);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    /// <summary>Announces the whole body over HTTP/1.1, sends half of it and resets the connection.</summary>
    private async Task BreakOff(RoundId round, byte[] bytes, string certificatePem, string keyPem)
    {
        // A reset also throws away what the other side has not read yet, so it waits until the upload is being staged.
        using var tcp = await Half(round, bytes, certificatePem, keyPem);
        tcp.LingerState = new LingerOption(enable: true, seconds: 0);
        tcp.Client.Close();
    }

    /// <summary>Announces the whole body over HTTP/1.1 and sends half of it; returns when it is being staged.</summary>
    private async Task<TcpClient> Half(RoundId round, byte[] bytes, string certificatePem, string keyPem)
    {
        var url = new Uri(_silo.Addresses.NodeUrl);
        var tcp = new TcpClient();
        await tcp.ConnectAsync(url.Host, url.Port);
        var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: true, (_, _, _, _) => true);
        using var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = url.Host,
            ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        });
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"PUT {Routes.Update(round)} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: {bytes.Length}\r\n\r\n"));
        await tls.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
        await tls.FlushAsync();
        var budget = _silo.App.Services.GetRequiredService<StagingBudget>();
        await Eventually(() => Task.FromResult(budget.InUse > 0));
        return tcp;
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
            await timer.WaitForNextTickAsync(timeout.Token);
    }
}
