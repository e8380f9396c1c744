using System.Net;
using System.Text;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Samples;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Tests;

public sealed class QueryCommandTests
{
    private static readonly RunId Run = RunId.Parse("run-1");

    private static readonly RunPlan Plan = MadeRun.Plan with
    {
        Name = "patients",
        Model = null!,
        Strategy = new(),
        Query = new()
        {
            Statistics =
            [
                new() { Kind = StatisticPlan.Count, Name = "all" },
                new() { Kind = StatisticPlan.Sum, Column = "age", Minimum = 0, Maximum = 100 },
                new() { Kind = StatisticPlan.Histogram, Name = "ages", Column = "age", Edges = [0, 50, 100] },
            ],
        },
        Privacy = MadeRun.Plan.Privacy with { ClipNorm = null, SamplingRate = null, Projection = null },
        Rounds = 1,
    };

    private static readonly RunPlan Open = Plan with { Privacy = new() { Mode = PrivacyPlan.None } };

    [Fact]
    public async Task PlanCheck_TheSampleQuery_SaysWhatItCostsAndHowSharpItIs()
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run("plan", "check", Path.Combine(SampleFolder.Locate("/"), "plans", "wdbc-query.json")));
        Assert.Contains("epsilon:           1.00 (delta 1e-05, per record): 1.09 by RDP, 1.00 by PLD", fed.Out, StringComparison.Ordinal);
        Assert.Matches("sum of radius_mean +1 +508\n", fed.Out);
        Assert.EndsWith("The plan is valid.\n", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_AQuery_SaysTheCostAndHowToReadTheAnswer()
    {
        using var fed = Answering(Plan, RunOutcome.Running, null);
        Assert.Equal(0, await fed.Run("query", "launch", fed.Write("plan.json", Text(Plan))));
        Assert.Equal(["POST /v1/runs"], fed.Requests);
        Assert.Contains("per record", fed.Out, StringComparison.Ordinal);
        Assert.EndsWith("fed query show run-1 --wait\n", fed.Out, StringComparison.Ordinal);
        Assert.Equal(0, await fed.Run("run", "launch", fed.Write("plan.json", Text(Plan))));
        Assert.EndsWith("fed query show run-1 --wait\n", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_APlanThatTrains_SendsNothing()
    {
        using var fed = Answering(Plan, RunOutcome.Running, null);
        Assert.Equal(FedApplication.Failure, await fed.Run("query", "launch", fed.Write("plan.json", Text(MadeRun.Plan))));
        Assert.StartsWith("FED-1001: The plan 'tiny' trains a model", fed.Error, StringComparison.Ordinal);
        Assert.Empty(fed.Requests);
    }

    [Fact]
    public async Task Show_Answered_PrintsEveryFigureWithItsErrorAndTheCost()
    {
        var file = Answer(Plan);
        using var fed = Answering(Plan, RunOutcome.Completed, file);
        Assert.Equal(0, await fed.Run("query", "show", "run-1"));
        var answer = QueryAnswer.Read(Plan, file);
        Assert.Matches($"all +{Math.Round(answer.Figures[0].Value, 1).ToString("F1", System.Globalization.CultureInfo.InvariantCulture)} +6.8\n", fed.Out);
        Assert.Matches("sum.age +[-0-9]+ +679\n", fed.Out);
        Assert.Contains("ages       0 to below 50", fed.Out, StringComparison.Ordinal);
        Assert.Contains("answered:          1 of 1 partners", fed.Out, StringComparison.Ordinal);
        Assert.Contains("epsilon:", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_WithoutNoise_PrintsTheTruthAndSaysThatItIsNotPrivate()
    {
        using var fed = Answering(Open, RunOutcome.Completed, Answer(Open));
        Assert.Equal(0, await fed.Run("query", "show", "run-1"));
        Assert.Matches("all +3 +no noise\n", fed.Out);
        Assert.Matches("sum.age +120 +no noise\n", fed.Out);
        Assert.Contains("NOT differentially private", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_NotYetAnswered_SaysWhoIsWaitedFor()
    {
        using var fed = Answering(Plan, RunOutcome.Running, null);
        Assert.Equal(FedApplication.Failure, await fed.Run("query", "show", "run-1"));
        Assert.Contains("hospital-1  wanted", fed.Out, StringComparison.Ordinal);
        Assert.EndsWith("fed query show run-1 --wait\n", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Waiting_AsksUntilTheRunIsOver()
    {
        var asked = 0;
        var file = Answer(Open);
        using var fed = Answering(Open, () => ++asked < 3 ? RunOutcome.Running : RunOutcome.Completed, file);
        Assert.Equal(0, await fed.Run("query", "show", "run-1", "--wait"));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Show_ARunThatTrains_PointsToRunShow()
    {
        using var fed = Answering(MadeRun.Plan, RunOutcome.Completed, null);
        Assert.Equal(FedApplication.Failure, await fed.Run("query", "show", "run-1"));
        Assert.Contains("fed run show run-1", fed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_WithHeldOutData_IsRefused()
    {
        using var fed = Answering(Plan, RunOutcome.Completed, Answer(Plan));
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "watch", "run-1", "--test-csv", "data.csv"));
        Assert.StartsWith("FED-1605: ", fed.Error, StringComparison.Ordinal);
        Assert.Equal(0, await fed.Run("run", "watch", "run-1"));
    }

    [Fact]
    public async Task Audit_OfAQuery_AgreesWithTheLedger()
    {
        using var fed = new Fed();
        fed.Write("export.txt", await MadeLedger.Export(new MadeRun { Of = Plan, Closed = 1 }.Entries()));
        Assert.Equal(0, await fed.Run("privacy", "audit", "run-1", "--ledger", "export.txt"));
        Assert.Contains("The ledger agrees with the recomputation.", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standardise_FromAnAnswer_WritesThePlanWithItsConstants()
    {
        var training = Training with { Privacy = new() { Mode = PrivacyPlan.None } };
        var query = Standardisation.Query(training, null);
        using var fed = Answering(query, RunOutcome.Completed, Answer(query, [null, "20", "20", "3", "3"], [null, "60", "60", "3", "3"]));

        Assert.Equal(0, await fed.Run("query", "standardise", fed.Write("plan.json", Text(training)), "--from", "run-1", "--out", "ready.json"));

        var ready = RunPlanFile.Parse(await File.ReadAllTextAsync(Path.Combine(fed.Folder, "ready.json")));
        Assert.Equal(40, ready.Data.Features[0].Mean!.Value, 1e-6);
        Assert.Equal(20, ready.Data.Features[0].Deviation!.Value, 1e-6);
        Assert.Equal("run-1", ready.Data.Scaling!.Run);
        Assert.Matches("age +40 +0 +20 +0\n", fed.Out);
        Assert.Contains("The deviation of dose is drowned", fed.Out + fed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(fed.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Standardise_APrivatePlanWithoutABudget_AsksNothing()
    {
        using var fed = Answering(Plan, RunOutcome.Running, null);
        Assert.Equal(FedApplication.Failure, await fed.Run("query", "standardise", fed.Write("plan.json", Text(Training)), "--out", "ready.json"));
        Assert.StartsWith("FED-1605: Got no --epsilon for a private plan", fed.Error, StringComparison.Ordinal);
        Assert.Equal(FedApplication.UsageError, await fed.Run("query", "standardise", "plan.json", "--out", "ready.json", "--from", "run-1", "--epsilon", "1"));
        Assert.Empty(fed.Requests);
    }

    [Fact]
    public async Task Vocabulary_OfPublicText_IsWrittenWithItsHash()
    {
        using var fed = new Fed();
        fed.Write("public.txt", "The fever and the cough. Fever!");

        Assert.Equal(0, await fed.Run("data", "vocabulary", "public.txt", "--out", "words.txt", "--minimum-count", "1", "--stop-words", "english"));

        Assert.Equal("fever\ncough\n", await File.ReadAllTextAsync(Path.Combine(fed.Folder, "words.txt")));
        Assert.Contains(ContentHash.Of("fever\ncough\n"u8).ToString(), fed.Out, StringComparison.Ordinal);
        Assert.Contains("100.0 % of the 3 words", fed.Out, StringComparison.Ordinal);
        Assert.Equal(FedApplication.UsageError, await fed.Run("data", "vocabulary", "public.txt", "--out", "words.txt", "--size", "0"));
        Assert.StartsWith("Got --size below 1", fed.Error, StringComparison.Ordinal);
        Assert.Equal(FedApplication.Failure, await fed.Run("data", "vocabulary", "none.txt", "--out", "words.txt"));
        Assert.Contains("FED-1501: Text file ", fed.Error, StringComparison.Ordinal);
    }

    private static RunPlan Training => MadeRun.Plan with
    {
        Data = new() { Features = [new("age", 0, 100), new("dose", 0, 10)], Label = "ill", Classes = ["no", "yes"] },
    };

    private static string Text(RunPlan plan) => Encoding.UTF8.GetString(RunPlanFile.Canonical(plan));

    private static byte[] Answer(RunPlan plan) => Answer(plan, [null, "20", "20"], [null, "30", "30"], [null, "70", "70"]);

    private static byte[] Answer(RunPlan plan, params string?[][] records)
    {
        var tally = new QueryTally(plan);
        foreach (var record in records)
            tally.Add(record);
        var sum = new ExactAccumulator(plan.UploadLayout.ParameterCount, new(0));
        sum.Fold(tally.Upload(PartnerName.Parse("hospital-1")), FixedPointFormat.WeightOne);
        using var stream = new AesCtrStream(new byte[32]);
        return QueryAnswer.Release(plan, sum.ToPartial(), stream);
    }

    private static Fed Answering(RunPlan plan, RunOutcome outcome, byte[]? answer) => Answering(plan, () => outcome, answer);

    private static Fed Answering(RunPlan plan, Func<RunOutcome> outcome, byte[]? answer)
    {
        var initial = ContentHash.Of("initial"u8);
        var fed = new Fed();
        fed.Enrol();
        fed.Silo = request => request switch
        {
            { Method.Method: "POST" } => Fed.Json(new LaunchResponse(Run, RunPlanFile.Hash(plan), initial)),
            _ when request.RequestUri!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal) => Fed.Json(Versions()),
            _ when request.RequestUri.AbsolutePath.Contains("/models/", StringComparison.Ordinal) =>
                new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer!) },
            _ => Fed.Json(View(outcome())),
        };
        return fed;

        ModelVersion[] Versions() => answer is null ? [Version(0, initial)] : [Version(0, initial), Version(1, ContentHash.Of(answer))];
        RunView View(RunOutcome now) => new(
            Run, plan, RunPlanFile.Hash(plan), now, DateTimeOffset.UnixEpoch, 1, answer is null ? 0 : 1, answer is null ? 0 : 1, RoundPhase.Collecting, 10,
            [new MemberView(PartnerName.Parse("hospital-1"), MemberStatus.Wanted)], initial, 1, null);
    }

    private static ModelVersion Version(int round, ContentHash model) => new(Run, round, model, null, DateTimeOffset.UnixEpoch);
}
