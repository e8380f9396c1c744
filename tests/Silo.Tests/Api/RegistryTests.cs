using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Grains.Ports;
using Federated.Protocol;
using Federated.Protocol.Registry;
using Federated.Protocol.Transport;
using Federated.Silo.Security;
using Federated.Silo.Storage;
using Federated.Silo.Tests.Intake;
using Microsoft.Extensions.DependencyInjection;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Silo.Tests.Api;

public sealed class RegistryTests(RegistryTests.Federation shared) : IClassFixture<RegistryTests.Federation>
{
    private static readonly ContentHash Data = ContentHash.Of("held out"u8);

    private HttpClient Coordinator => shared.Silo.Coordinator;

    [Fact]
    public async Task ATrack_FromEvaluationToRollback()
    {
        var (first, second) = (await shared.Model("story", 1), await shared.Model("story", 2));
        await Agree("story", "accuracy", "minimum", 0.9);
        await Evaluate(first, 0.8);
        using (var early = await Release("story", first))
            await SiloUnderTest.AssertProblem(early, ErrorCodes.GateNotMet);
        await Evaluate(first, 0.95);
        await Done(Release("story", first));
        await Agree("story", "accuracy", "drop", 0.01);
        await Evaluate(second, 0.93);
        using (var worse = await Release("story", second))
            await SiloUnderTest.AssertProblem(worse, ErrorCodes.GateNotMet);
        await Evaluate(second, 0.945);
        await Done(Release("story", second));
        Assert.Equal(second, (await Show("released", "story")).Summary.Model);

        using (var rolled = await Coordinator.PostAsJsonAsync(Routes.Rollback("story"), new ReasonRequest("it drifts"), ProtocolJson.Options))
            Assert.Equal(new RollbackResponse(second, first), await rolled.Content.ReadFromJsonAsync<RollbackResponse>(ProtocolJson.Options));

        var view = await Coordinator.GetFromJsonAsync<RegistryView>($"{Routes.Registry}?track=story", ProtocolJson.Options);
        var track = Assert.Single(view!.Tracks);
        Assert.Equal(first, track.Tags["released"]);
        Assert.Equal(
            ["gate-agreed", "model-tagged", "gate-agreed", "model-tagged", "release-rolled-back", "release-rolled-back"], track.History.Select(e => e.Event));
        Assert.Equal(["accuracy no more than 0.01 below the released model's", "accuracy at least 0.9"], track.Gates.Select(g => g.Text));
        var detail = await Show(second.ToString()[..16], track: null);
        Assert.Equal([0.93, 0.945], detail.Evaluations.Select(e => e.Metrics["accuracy"]));
        Assert.All(detail.Gates, g => Assert.True(g.Met, g.Finding));
        Assert.Equal("it drifts", Assert.Single(detail.History, e => e.Event == "release-rolled-back").Reason);
        using (var nothing = await Coordinator.PostAsJsonAsync(Routes.Rollback("story"), new ReasonRequest("again"), ProtocolJson.Options))
            await SiloUnderTest.AssertProblem(nothing, ErrorCodes.TagRefused);
        using var export = new StringReader(await Coordinator.GetStringAsync(Routes.LedgerExport));
        var verdict = LedgerVerifier.Verify(export, shared.Silo.Credentials.Keys);
        Assert.True(verdict.Valid, verdict.FirstProblem);
    }

    [Fact]
    public async Task Tags_SetAndTakenAway_AreInTheHistory()
    {
        var model = await shared.Model("tags", 3);
        await Done(Coordinator.PutAsJsonAsync(Routes.Tag("tags", "candidate"), new TagRequest(model, "looks good"), ProtocolJson.Options));
        Assert.Equal(model, (await Show("candidate", "tags")).Summary.Model);
        await Done(Coordinator.PostAsJsonAsync(Routes.TagRemoval("tags", "candidate"), new ReasonRequest("it is not"), ProtocolJson.Options));

        using var gone = await Coordinator.GetAsync(Routes.RegisteredModel("candidate") + "?track=tags");
        await SiloUnderTest.AssertProblem(gone, ErrorCodes.ModelUnknown);
        Assert.Equal(["looks good", "it is not"], (await Show(model.ToString(), null)).History.Select(e => e.Reason));
    }

    [Fact]
    public async Task Gate_Withdrawn_NoLongerStands()
    {
        await Agree("gates", "loss", "maximum", 0.5);
        await Done(Coordinator.PostAsJsonAsync(Routes.GateRemoval("gates", "loss", "maximum"), new ReasonRequest("replaced"), ProtocolJson.Options));
        var view = await Coordinator.GetFromJsonAsync<RegistryView>($"{Routes.Registry}?track=gates", ProtocolJson.Options);
        Assert.Empty(Assert.Single(view!.Tracks).Gates);
    }

    [Fact]
    public async Task Writes_OfNonsense_AreRefusedAndChangeNothing()
    {
        var model = await shared.Model("nonsense", 4);
        var before = await Size();
        var stranger = ContentHash.Of("stranger"u8);
        await Refused(ErrorCodes.ModelUnknown, Coordinator.PutAsJsonAsync(Routes.Tag("nonsense", "candidate"), new TagRequest(stranger, "r"), ProtocolJson.Options));
        await Refused(ErrorCodes.RequestInvalid, Coordinator.PutAsJsonAsync(Routes.Tag("No Track", "candidate"), new TagRequest(model, "r"), ProtocolJson.Options));
        await Refused(ErrorCodes.RequestInvalid, Coordinator.PutAsJsonAsync(Routes.Tag("nonsense", "beef"), new TagRequest(model, "r"), ProtocolJson.Options));
        await Refused(ErrorCodes.RequestInvalid, Coordinator.PutAsJsonAsync(Routes.Tag("nonsense", "candidate"), new TagRequest(model, ""), ProtocolJson.Options));
        await Refused(ErrorCodes.RequestInvalid, Coordinator.PutAsJsonAsync(Routes.Gate("nonsense", "accuracy", "about"), new GateRequest(1, "r"), ProtocolJson.Options));
        await Refused(ErrorCodes.RequestInvalid, Coordinator.PutAsJsonAsync(Routes.Gate("nonsense", "accuracy", "minimum"), new GateRequest(1e12, "r"), ProtocolJson.Options));
        await Refused(ErrorCodes.TrackUnknown, Coordinator.PostAsJsonAsync(Routes.GateRemoval("nonsense", "accuracy", "minimum"), new ReasonRequest("r"), ProtocolJson.Options));
        await Refused(ErrorCodes.TrackUnknown, Coordinator.PostAsJsonAsync(Routes.Rollback("nonsense"), new ReasonRequest("r"), ProtocolJson.Options));
        await Refused(ErrorCodes.TrackUnknown, Coordinator.PostAsJsonAsync(Routes.TagRemoval("nonsense", "candidate"), new ReasonRequest("r"), ProtocolJson.Options));
        await Refused(ErrorCodes.RequestInvalid, Coordinator.PostAsJsonAsync(Routes.Evaluations(model), Measured(1e12), ProtocolJson.Options));
        await Refused(ErrorCodes.RequestInvalid, Coordinator.PostAsJsonAsync(Routes.Evaluations(model), Measured(1) with { Examples = 0 }, ProtocolJson.Options));
        await Refused(ErrorCodes.ModelUnknown, Coordinator.PostAsJsonAsync(Routes.Evaluations(stranger), Measured(1), ProtocolJson.Options));
        await Refused(ErrorCodes.ModelUnknown, Coordinator.GetAsync(Routes.RegisteredModel("abc")));
        Assert.Equal(before, await Size());
    }

    [Theory]
    [InlineData(Role.Officer)]
    [InlineData(Role.Viewer)]
    public async Task OfficerAndViewer_ReadAndDoNotWrite(Role role)
    {
        var model = await shared.Model("readers", 5);
        var credentials = shared.Silo.App.Services.GetRequiredService<CertificateAuthority>().IssueCredentials(role, "berta");
        using var client = shared.Silo.Client(shared.Silo.Addresses.ConsoleUrl, credentials.CertificatePem, credentials.PrivateKeyPem);
        foreach (var path in new[] { Routes.Registry, Routes.RegisteredModel(model.ToString()) })
        {
            using var read = await client.GetAsync(path);
            Assert.True(read.IsSuccessStatusCode, path);
        }

        await AssertWritesRefused(client, model, ErrorCodes.Forbidden);
    }

    [Fact]
    public async Task Partner_AndNobody_NeitherReadNorWrite()
    {
        var model = await shared.Model("outsiders", 6);
        var (certificate, key) = await shared.Silo.Enrol("curious");
        using var partner = shared.Silo.Client(shared.Silo.Addresses.ConsoleUrl, certificate, key);
        await Refused(ErrorCodes.Forbidden, partner.GetAsync(Routes.Registry));
        await Refused(ErrorCodes.Forbidden, partner.GetAsync(Routes.RegisteredModel(model.ToString())));
        await AssertWritesRefused(partner, model, ErrorCodes.Forbidden);
        await Refused(ErrorCodes.NotAuthenticated, shared.Silo.Anonymous.GetAsync(Routes.Registry));
        await AssertWritesRefused(shared.Silo.Anonymous, model, ErrorCodes.NotAuthenticated);
    }

    [Fact]
    public async Task Collect_OldBlobThatNothingNames_GoesAndModelsStay()
    {
        var model = await shared.Model("kept", 7);
        var blobs = shared.Silo.App.Services.GetRequiredService<FileBlobStore>();
        var (old, young) = (await blobs.Put("an old partial sum"u8.ToArray()), await blobs.Put("a young one"u8.ToArray()));
        Age(old);
        Age(model);

        var dry = await Collect(dryRun: true);
        Assert.Equal((true, 18L), (dry.DryRun, dry.RemovedBytes));
        Assert.NotNull(await blobs.Read(old));
        var done = await Collect(dryRun: false);

        Assert.Equal([old], done.Removed.Select(b => b.Hash));
        Assert.Equal(dry.Kept, done.Kept);
        Assert.Null(await blobs.Read(old));
        Assert.NotNull(await blobs.Read(young));
        using var served = await Coordinator.GetAsync(Routes.Model(model));
        Assert.Equal(model, ContentHash.Of(await served.Content.ReadAsByteArrayAsync()));
    }

    private async Task<CollectResponse> Collect(bool dryRun)
    {
        using var response = await Coordinator.PostAsJsonAsync(Routes.Collect, new CollectRequest(dryRun), ProtocolJson.Options);
        await ProblemReader.ThrowIfProblem(response);
        return (await response.Content.ReadFromJsonAsync<CollectResponse>(ProtocolJson.Options))!;
    }

    private void Age(ContentHash hash) => File.SetLastWriteTimeUtc(
        Path.Combine(new SiloPaths(shared.Silo.Directory).Blobs, hash.ToString()[..2], hash.ToString()), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1));

    private static async Task AssertWritesRefused(HttpClient client, ContentHash model, ErrorCode code)
    {
        await Refused(code, client.PutAsJsonAsync(Routes.Tag("x", "candidate"), new TagRequest(model, "r"), ProtocolJson.Options));
        await Refused(code, client.PostAsJsonAsync(Routes.TagRemoval("x", "candidate"), new ReasonRequest("r"), ProtocolJson.Options));
        await Refused(code, client.PutAsJsonAsync(Routes.Gate("x", "accuracy", "minimum"), new GateRequest(0, "r"), ProtocolJson.Options));
        await Refused(code, client.PostAsJsonAsync(Routes.GateRemoval("x", "accuracy", "minimum"), new ReasonRequest("r"), ProtocolJson.Options));
        await Refused(code, client.PostAsJsonAsync(Routes.Rollback("x"), new ReasonRequest("r"), ProtocolJson.Options));
        await Refused(code, client.PostAsJsonAsync(Routes.Evaluations(model), Measured(1), ProtocolJson.Options));
        await Refused(code, client.PostAsJsonAsync(Routes.Collect, new CollectRequest(true), ProtocolJson.Options));
    }

    private static async Task Refused(ErrorCode code, Task<HttpResponseMessage> call)
    {
        using var response = await call;
        await SiloUnderTest.AssertProblem(response, code);
    }

    private static async Task Done(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        await ProblemReader.ThrowIfProblem(response);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static EvaluationRequest Measured(double accuracy) =>
        new("held-out", Data, 100, ImmutableSortedDictionary<string, double>.Empty.Add("accuracy", accuracy));

    private Task Evaluate(ContentHash model, double accuracy) => Done(Coordinator.PostAsJsonAsync(Routes.Evaluations(model), Measured(accuracy), ProtocolJson.Options));

    private Task Agree(string track, string metric, string bound, double value) =>
        Done(Coordinator.PutAsJsonAsync(Routes.Gate(track, metric, bound), new GateRequest(value, "agreed"), ProtocolJson.Options));

    private Task<HttpResponseMessage> Release(string track, ContentHash model) =>
        Coordinator.PutAsJsonAsync(Routes.Tag(track, "released"), new TagRequest(model, "go"), ProtocolJson.Options);

    private async Task<ModelDetail> Show(string reference, string? track) => (await Coordinator.GetFromJsonAsync<ModelDetail>(
        Routes.RegisteredModel(reference) + (track is null ? string.Empty : $"?track={track}"), ProtocolJson.Options))!;

    private async Task<long> Size() => (await shared.Silo.App.Services.GetRequiredService<ILedgerStore>().ReadHead()).Size;

    /// <summary>A silo with one partner, who never answers: initial models are all these tests need.</summary>
    public sealed class Federation : IAsyncLifetime
    {
        public SiloUnderTest Silo { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Silo = await SiloUnderTest.Start();
            await Silo.Enrol("hospital-1");
        }

        /// <summary>A fresh model of a track, all of one layout.</summary>
        public async Task<ContentHash> Model(string name, ulong seed)
        {
            var plan = TestRun.Plan() with { Name = name };
            return (await Silo.Launch(plan with { Model = plan.Model with { Kind = "mlp", Hidden = [2], Seed = seed } })).InitialModel;
        }

        public async Task DisposeAsync() => await Silo.DisposeAsync();
    }
}
