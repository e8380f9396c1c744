using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Registry;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Tests;

public sealed class EvaluateCommandTests
{
    private static readonly RunId Trained = RunId.Parse("trained");
    private static readonly RunId Run = RunId.Parse("run-1");
    private static readonly ContentHash Model = ContentHash.Of("model"u8);

    private static readonly RunPlan Source = new()
    {
        Name = "tiny",
        Model = new() { Kind = "logistic", Inputs = 1, Outputs = 2 },
        Data = new() { Features = [new("x", -1, 1)], Label = "y", Classes = ["no", "yes"], Offset = 0.5, Scale = 0.5 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = 3, Quorum = 3 },
        Rounds = 3,
    };

    [Fact]
    public async Task Evaluate_WithOptions_LaunchesThePlanThatTheySay()
    {
        var sent = new List<RunPlan>();
        using var fed = Answering(sent, answer: null);

        Assert.Equal(0, await fed.Run(
            "evaluate", "released", "--mode", "none", "--subgroup", "sex=f, m", "--subgroup-edges", "age=0,40,120", "--spread", "accuracy", "--no-wait"));

        var plan = Assert.Single(sent);
        Assert.Equal((Model, "evaluate-tiny", 1), (plan.Model.Initial!.Value, plan.Name, plan.Rounds));
        Assert.Equal(Source.Data, plan.Data);
        var evaluation = plan.Query!.Evaluation!;
        Assert.Equal<string>(["accuracy", "confusion", "loss", "auc"], evaluation.Metrics);
        Assert.Equal<SubgroupPlan>([new() { Column = "sex", Values = ["f", "m"] }, new() { Column = "age", Edges = [0, 40, 120] }], evaluation.Subgroups);
        Assert.Equal<string>(["accuracy"], evaluation.Spread);
        Assert.EndsWith("fed query show run-1 --wait\n", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_Private_NeedsAgreedNumbersAndNamesTheNoise()
    {
        var sent = new List<RunPlan>();
        using var fed = Answering(sent, answer: null);
        Assert.Equal(FedApplication.Failure, await fed.Run("evaluate", "released", "--mode", "record-central", "--noise-multiplier", "4", "--delta", "1e-5", "--no-wait"));
        Assert.StartsWith("FED-1605: The run that made the model agreed on no numbers of examples", fed.Error, StringComparison.Ordinal);

        var agreed = Source with { Privacy = MadeRun.Plan.Privacy, Cohort = MadeRun.Plan.Cohort };
        using var other = Answering(sent, answer: null, agreed);
        Assert.Equal(0, await other.Run("evaluate", "released", "--mode", "record-central", "--noise-multiplier", "4", "--no-wait"));
        Assert.Equal((4, agreed.Privacy.Delta), (sent[^1].Privacy.NoiseMultiplier, sent[^1].Privacy.Delta));
        Assert.Equal<string>(["accuracy", "confusion", "loss"], sent[^1].Query!.Evaluation!.Metrics);
        Assert.Contains("epsilon:", other.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_Answered_PrintsFiguresGroupsAndSpread()
    {
        var plan = Source with
        {
            Model = Source.Model with { Initial = Model }, Rounds = 1,
            Query = new() { Evaluation = new() { Metrics = ["accuracy", "confusion", "loss", "auc"], Subgroups = [new() { Column = "sex", Values = ["f", "m"] }], Spread = ["accuracy"] } },
        };
        using var fed = Answering([], Answer(plan), plan);

        Assert.Equal(0, await fed.Run("query", "show", "run-1"));
        Assert.Contains("accuracy:          0.7500\n", fed.Out, StringComparison.Ordinal);
        Assert.Matches(@"yes +0\.6667 +1\.0000 +0\.8000 +2 +", fed.Out);
        Assert.Matches(@"true class, taken for +no +yes\nno +1 +1\nyes +0 +2\n", fed.Out);
        Assert.Matches(@"f +2 +1\.0000", fed.Out);
        Assert.Matches(@"largest gap +0\.5000", fed.Out);
        Assert.Matches(@"accuracy +1 +0\.7500 +0\.0000 +0\.75 to 0\.8 +0\.75 to 0\.8", fed.Out);

        Assert.Equal(0, await fed.Run("query", "show", "run-1", "--json"));
        var json = JsonNode.Parse(fed.Out[fed.Out.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Equal(0.75, json["overall"]!["metrics"]!["accuracy"]!.GetValue<double>());
        Assert.Equal("[[1,1],[0,2]]", json["overall"]!["confusion"]!.ToJsonString());
        Assert.Equal(0.5, json["subgroups"]!["sex"]!["m"]!["metrics"]!["accuracy"]!.GetValue<double>());
    }

    [Fact]
    public async Task ModelEvaluate_AsJson_HasEveryMetricOfTheTask()
    {
        EvaluationRequest? sent = null;
        var file = ModelFile.Write(Source.Model.ToSpecification().Layout, [-1, 1, 0, 0]);
        using var fed = Answering([], file);
        var silo = fed.Silo;
        fed.Silo = request =>
        {
            if (request.Method != HttpMethod.Post)
                return silo!(request);
            sent = JsonSerializer.Deserialize<EvaluationRequest>(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult(), ProtocolJson.Options);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        };
        fed.Write("test.csv", "x,y\n-0.5,no\n0.5,yes\n1,yes\n-1,yes\n");

        Assert.Equal(0, await fed.Run("model", "evaluate", "released", "--test-csv", "test.csv", "--json"));

        var json = JsonNode.Parse(fed.Out)!;
        // Positive x is yes: the last row is wrong.
        Assert.Equal("[[1,0],[1,2]]", json["confusion"]!.ToJsonString());
        Assert.Equal((0.75, 1.0, 2.0 / 3), (sent!.Metrics["accuracy"], sent.Metrics["precision"], sent.Metrics["recall"]));
        Assert.Equal(2.0 / 3, sent.Metrics["auc"], 1e-12);
        Assert.All(sent.Metrics, metric => Assert.True(Domain.Registry.RegistryNames.IsValid(metric.Key), metric.Key));
        Assert.InRange(sent.Metrics.Count, 10, Domain.Ledger.ModelEvaluated.MostMetrics);
        Assert.Equal("yes", json["classes"]![1]!["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("evaluate", "released")]
    [InlineData("evaluate", "released", "--mode", "partner-central")]
    [InlineData("evaluate", "released", "--plan", "p.json", "--mode", "none")]
    [InlineData("evaluate", "released", "--plan", "p.json", "--spread", "accuracy")]
    public async Task CommandLine_ThatMakesNoSense_SendsNothing(params string[] arguments)
    {
        using var fed = Answering([], answer: null);
        Assert.Equal(FedApplication.UsageError, await fed.Run(arguments));
        Assert.Empty(fed.Requests);
    }

    [Theory]
    [InlineData("--subgroup", "sex")]
    [InlineData("--subgroup-edges", "age=young,old")]
    public async Task Subgroup_ThatCannotBeRead_SaysWhatIsWanted(string option, string value)
    {
        using var fed = Answering([], answer: null);
        Assert.Equal(FedApplication.Failure, await fed.Run("evaluate", "released", "--mode", "none", option, value));
        Assert.StartsWith("FED-1605: Got subgroup", fed.Error, StringComparison.Ordinal);
    }

    /// <summary>One partner's four examples; three are right.</summary>
    private static byte[] Answer(RunPlan plan)
    {
        var tally = new EvaluationTally(plan);
        foreach (var (logit, label, sex) in new[] { (-1f, 0, "f"), (2f, 1, "f"), (1f, 0, "m"), (1f, 1, "m") })
        {
            tally.Place([sex]);
            tally.AddClass([0, logit], label);
        }

        var sum = new ExactAccumulator(plan.UploadLayout.ParameterCount, new(0));
        sum.Fold(tally.Upload(PartnerName.Parse("hospital-1")), FixedPointFormat.WeightOne);
        using var stream = new AesCtrStream(new byte[32]);
        return QueryAnswer.Release(plan, sum.ToPartial(), stream);
    }

    private static Fed Answering(List<RunPlan> sent, byte[]? answer, RunPlan? plan = null)
    {
        // Without a plan of a query the answer is a model, whose hash is its name.
        var model = answer is not null && plan is null ? ContentHash.Of(answer) : Model;
        var fed = new Fed();
        fed.Enrol();
        fed.Silo = request =>
        {
            var path = request.RequestUri!.AbsolutePath;
            if (request.Method == HttpMethod.Post)
            {
                sent.Add(JsonSerializer.Deserialize<LaunchRequest>(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult(), ProtocolJson.Options)!.Plan);
                return Fed.Json(new LaunchResponse(Run, RunPlanFile.Hash(sent[^1]), Model));
            }

            if (path.StartsWith("/v1/registry/", StringComparison.Ordinal))
                return Fed.Json(new ModelDetail(new(model, "tiny", Trained, 3, DateTimeOffset.UnixEpoch, [], null), Source.Model.ToSpecification().Layout.Hash, [], [], [], [], []));
            if (path.EndsWith("/models", StringComparison.Ordinal))
                return Fed.Json(answer is null ? [] : new[] { new ModelVersion(Run, 1, ContentHash.Of(answer), null, DateTimeOffset.UnixEpoch) });
            if (path.Contains("/models/", StringComparison.Ordinal))
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer!) };
            return Fed.Json(new RunView(
                Run, plan ?? Source, RunPlanFile.Hash(plan ?? Source), RunOutcome.Completed, DateTimeOffset.UnixEpoch, 1, 1, 1, RoundPhase.Collecting, 10, [], Model, 1, null));
        };
        return fed;
    }
}
