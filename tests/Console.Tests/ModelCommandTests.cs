using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Registry;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Tests;

public sealed class ModelCommandTests
{
    private static readonly RunId Run = RunId.Parse("run-1");
    private static readonly RunPlan Plan = new()
    {
        Name = "tiny",
        Model = new() { Kind = "logistic", Inputs = 1, Outputs = 2 },
        Data = new() { Features = [new("x", -1, 1)], Label = "y", Classes = ["no", "yes"], Offset = 0.5, Scale = 0.5 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 3,
    };

    private static readonly ParameterLayout Layout = Plan.Model.ToSpecification().Layout;
    private static readonly byte[] A = ModelFile.Write(Layout, [-1, 1, 0, 0]);
    private static readonly byte[] B = ModelFile.Write(Layout, [-1, 4, 0, 4]);

    [Fact]
    public async Task List_Models_AreAlignedColumns()
    {
        using var fed = Answering(_ => Fed.Json(new RegistryView([Summary(A) with { Tags = [new("tiny", "released"), new("other", "candidate")] }, Summary(B)], [])));
        Assert.Equal(0, await fed.Run("model", "list", "--track", "tiny"));
        Assert.Equal(["GET /v1/registry?all=false&track=tiny"], fed.Requests);
        Assert.Matches($"{ContentHash.Of(A).ToString()[..12]}  tiny   run-1 +2  released other/candidate  accuracy=0.75  1970-01-01 00:00:00Z\n", fed.Out);
    }

    [Fact]
    public async Task Show_PrivateRun_PrintsTheEpsilonOfItsRounds()
    {
        using var fed = Answering(request => request.RequestUri!.AbsolutePath == Routes.Run(Run)
            ? Fed.Json(View() with { Plan = MadeRun.Plan })
            : Fed.Json(Detail(A) with
            {
                Lineage = [new(Run, 0, 2, ContentHash.Of(B), ContentHash.Of(A)), new(RunId.Parse("run-0"), 0, 0, ContentHash.Of(B), ContentHash.Of(B))],
                Gates = [new("tiny", new("accuracy", "minimum", 0.9, null, "accuracy at least 0.9"), false, "got 0.75")],
            }));
        Assert.Equal(0, await fed.Run("model", "show", "released"));
        var epsilon = Words.Epsilon(Domain.Privacy.PrivacySchedule.Report(MadeRun.Plan, 2)!.Epsilon);
        Assert.Contains($"record-central, epsilon {epsilon} (delta 1e-05, per record)", fed.Out, StringComparison.Ordinal);
        Assert.Contains("gate of tiny NOT met: got 0.75", fed.Out, StringComparison.Ordinal);
        Assert.Contains("measured 1970-01-01 00:00:00Z by anna on test (4 examples", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_HeldOutCsv_MeasuresHereAndSendsFiguresAndTheDataHash()
    {
        EvaluationRequest? sent = null;
        using var fed = Answering(request =>
        {
            if (request.Method == HttpMethod.Post)
                sent = JsonSerializer.Deserialize<EvaluationRequest>(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult(), ProtocolJson.Options);
            return request.Method == HttpMethod.Post ? new HttpResponseMessage(HttpStatusCode.NoContent) : Answer(request);
        });
        // The model says yes to positive x: three of four are right.
        const string Csv = "x,y\n-0.5,no\n0.5,yes\n1,yes\n-1,yes\n";
        fed.Write("test.csv", Csv);

        Assert.Equal(0, await fed.Run("model", "evaluate", ContentHash.Of(A).ToString()[..8], "--test-csv", "test.csv"));

        Assert.Equal(("test.csv", ContentHash.Of(Encoding.UTF8.GetBytes(Csv)), 4L, 0.75), (sent!.Dataset, sent.Data, sent.Examples, sent.Metrics["accuracy"]));
        Assert.InRange(sent.Metrics["loss"], 0.1, 2);
        Assert.Equal($"POST /v1/registry/models/{ContentHash.Of(A)}/evaluations", fed.Requests[^1]);
    }

    [Fact]
    public async Task Evaluate_WithoutData_SaysWhatIsMissing()
    {
        using var fed = Answering(Answer);
        Assert.Equal(FedApplication.Failure, await fed.Run("model", "evaluate", "released"));
        Assert.StartsWith("FED-1605: Got no held-out data", fed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(fed.Requests, r => r.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Diff_TwoModels_ComparesMetricsOnTheSameDataAndParameters()
    {
        using var fed = Answering(Answer);
        Assert.Equal(0, await fed.Run("model", "diff", Hex(A), Hex(B)));
        Assert.Matches(@"accuracy +test +0\.75 +1 +\+0\.25\n", fed.Out);
        Assert.Matches(@"all +4 +5 +4\n", fed.Out);
        Assert.Matches(@"layers\.0\.bias +2 +4 +4\n", fed.Out);
    }

    [Fact]
    public async Task Release_ByHash_TagsInTheModelsOwnTrack()
    {
        using var fed = Answering(request => request.Method == HttpMethod.Put ? new HttpResponseMessage(HttpStatusCode.NoContent) : Answer(request));
        Assert.Equal(0, await fed.Run("model", "release", Hex(A), "--reason", "go"));
        Assert.Equal("PUT /v1/registry/tracks/tiny/tags/released", fed.Requests[^1]);
    }

    [Fact]
    public async Task Release_RefusedByAGate_SaysWhich()
    {
        using var fed = Answering(request => request.Method == HttpMethod.Put ? Fed.Problem(409, "FED-1702", "gate 'accuracy at least 0.9': got 0.75") : Answer(request));
        Assert.Equal(FedApplication.Failure, await fed.Run("model", "release", Hex(A)));
        Assert.Equal("FED-1702: gate 'accuracy at least 0.9': got 0.75\n", fed.Error);
    }

    [Fact]
    public async Task Rollback_Track_SaysWhatIsReleasedNow()
    {
        using var fed = Answering(_ => Fed.Json(new RollbackResponse(ContentHash.Of(B), ContentHash.Of(A))));
        Assert.Equal(0, await fed.Run("model", "rollback", "--track", "tiny", "--reason", "it drifts"));
        Assert.Equal(["POST /v1/registry/tracks/tiny/rollback"], fed.Requests);
        Assert.Matches($"released: +{ContentHash.Of(A)}\n", fed.Out);
    }

    [Theory]
    [InlineData("model", "rollback", "--track", "tiny")]
    [InlineData("model", "rollback", "--track", "No Track", "--reason", "r")]
    [InlineData("model", "untag", "candidate", "--track", "tiny", "--reason", "")]
    [InlineData("model", "gate", "remove", "--track", "tiny", "--metric", "accuracy", "--bound", "about", "--reason", "r")]
    [InlineData("model", "gate", "set", "--track", "tiny", "--metric", "accuracy", "--minimum", "0.9", "--data", "xyz")]
    [InlineData("model", "evaluate", "released", "--test-images", "a")]
    public async Task CommandLine_ThatMakesNoSense_SendsNothing(params string[] arguments)
    {
        using var fed = Answering(_ => throw new InvalidOperationException());
        Assert.Equal(FedApplication.UsageError, await fed.Run(arguments));
        Assert.Empty(fed.Requests);
    }

    [Fact]
    public async Task GateSet_OneBound_IsSentAndTwoAreNot()
    {
        using var fed = Answering(_ => new HttpResponseMessage(HttpStatusCode.NoContent));
        Assert.Equal(0, await fed.Run("model", "gate", "set", "--track", "tiny", "--metric", "accuracy", "--minimum", "0.9"));
        Assert.Equal(["PUT /v1/registry/tracks/tiny/gates/accuracy/minimum"], fed.Requests);
        Assert.Contains("accuracy at least 0.9", fed.Out, StringComparison.Ordinal);
        Assert.Equal(FedApplication.Failure, await fed.Run("model", "gate", "set", "--track", "tiny", "--metric", "accuracy", "--minimum", "0.9", "--drop", "0.1"));
        Assert.Single(fed.Requests);
    }

    [Fact]
    public async Task Get_Tag_WritesTheBytes()
    {
        using var fed = Answering(Answer);
        Assert.Equal(0, await fed.Run("model", "get", "released", "--track", "tiny", "-o", "model.safetensors"));
        Assert.Equal(A, await File.ReadAllBytesAsync(Path.Combine(fed.Folder, "model.safetensors")));
        Assert.Equal("GET /v1/registry/models/released?track=tiny", fed.Requests[0]);
    }

    [Fact]
    public async Task Gc_DryRun_SaysWhatWouldGo()
    {
        using var fed = Answering(_ => Fed.Json(new CollectResponse(true, [new(ContentHash.Of(B), 1234, DateTimeOffset.UnixEpoch)], 1234, 7, 99)));
        Assert.Equal(0, await fed.Run("model", "gc", "--dry-run"));
        Assert.Matches($"{ContentHash.Of(B)} +1234  1970-01-01 00:00:00Z\n", fed.Out);
        Assert.Matches("would remove: +1 blobs, 1234 bytes\nkept: +7 blobs, 99 bytes\n", fed.Out);
    }

    [Fact]
    public async Task Launch_FromATag_PutsTheHashIntoThePlan()
    {
        LaunchRequest? sent = null;
        using var fed = Answering(request =>
        {
            if (request.Method != HttpMethod.Post)
                return Answer(request);
            sent = JsonSerializer.Deserialize<LaunchRequest>(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult(), ProtocolJson.Options);
            return Fed.Json(new LaunchResponse(Run, RunPlanFile.Hash(sent!.Plan), ContentHash.Of(A)));
        });
        var plan = fed.Write("plan.json", Encoding.UTF8.GetString(RunPlanFile.Canonical(Plan)));
        Assert.Equal(0, await fed.Run("run", "launch", plan, "--from", "released"));
        Assert.Equal("GET /v1/registry/models/released?track=tiny", fed.Requests[0]);
        Assert.Equal(ContentHash.Of(A), sent!.Plan.Model.Initial);

        var own = fed.Write("own.json", Encoding.UTF8.GetString(RunPlanFile.Canonical(sent.Plan)));
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "launch", own, "--from", "released"));
        Assert.StartsWith("FED-1605: ", fed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlanSchema_InitialModel_IsAHash()
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run("plan", "schema"));
        var initial = JsonDocument.Parse(fed.Out).RootElement.GetProperty("properties").GetProperty("model").GetProperty("properties").GetProperty("initial");
        Assert.Equal("^[0-9a-f]{64}$", initial.GetProperty("pattern").GetString());
    }

    private static string Hex(byte[] model) => ContentHash.Of(model).ToString();

    private static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == Routes.Run(Run))
            return Fed.Json(View());
        if (path.StartsWith("/v1/registry/models/", StringComparison.Ordinal))
            return Fed.Json(path.EndsWith(Hex(B), StringComparison.Ordinal) ? Detail(B) : Detail(A));
        return new(HttpStatusCode.OK) { Content = new ByteArrayContent(path == Routes.Model(ContentHash.Of(B)) ? B : A) };
    }

    private static Fed Answering(Func<HttpRequestMessage, HttpResponseMessage> silo)
    {
        var fed = new Fed { Silo = silo };
        fed.Enrol();
        return fed;
    }

    private static EvaluationView Measured(byte[] model) => new(
        DateTimeOffset.UnixEpoch, "test", ContentHash.Of("test"u8), 4, ImmutableSortedDictionary<string, double>.Empty.Add("accuracy", model == A ? 0.75 : 1), "anna");

    private static ModelSummary Summary(byte[] model) => new(ContentHash.Of(model), "tiny", Run, 2, DateTimeOffset.UnixEpoch, [], Measured(model));

    private static ModelDetail Detail(byte[] model) => new(Summary(model), Layout.Hash, [new(Run, 2, null, DateTimeOffset.UnixEpoch)], [], [Measured(model)], [], []);

    private static RunView View() => new(
        Run, Plan, RunPlanFile.Hash(Plan), RunOutcome.Completed, DateTimeOffset.UnixEpoch, 3, 3, 3, RoundPhase.Collecting, 0,
        ImmutableArray<MemberView>.Empty, ContentHash.Of(A), 1, null);
}
