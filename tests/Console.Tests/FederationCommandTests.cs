using System.Collections.Immutable;
using System.Net;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Ledger;
using Federated.Protocol.Runs;
using Federated.Protocol.Work;

namespace Federated.ConsoleApp.Tests;

public sealed class FederationCommandTests
{
    private static readonly RunId Run = RunId.Parse("run-1");
    private static readonly byte[] ModelBytes = [1, 2, 3];
    private static readonly ContentHash Model = ContentHash.Of(ModelBytes);
    private static readonly RunPlan Plan = new()
    {
        Name = "tiny",
        Model = new() { Kind = "logistic", Inputs = 2, Outputs = 2 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 3,
    };

    [Fact]
    public async Task RunList_Runs_AreAlignedColumns()
    {
        using var fed = Answering(_ => Fed.Json(new[] { new RunSummary(Run, "tiny", "none", RunOutcome.Running, DateTimeOffset.UnixEpoch, 1, 3, Model) }));
        Assert.Equal(0, await fed.Run("run", "list"));
        Assert.Equal(
            "run    plan  mode  outcome  rounds  launched\nrun-1  tiny  none  running     1/3  1970-01-01 00:00:00Z\n", fed.Out);
    }

    [Fact]
    public async Task AnyCommand_ProblemFromTheSilo_KeepsItsCodeAndText()
    {
        using var fed = Answering(_ => Fed.Problem(404, "FED-1301", "There is no run 'run-1'. 'fed run list' shows the runs."));
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "show", "run-1"));
        Assert.Equal("FED-1301: There is no run 'run-1'. 'fed run list' shows the runs.\n", fed.Error);
    }

    [Fact]
    public async Task AnyCommand_AnswerOfAnotherProtocol_IsNotATrace()
    {
        using var fed = Answering(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") });
        Assert.Equal(FedApplication.Failure, await fed.Run("partner", "list"));
        Assert.StartsWith("FED-1604: ", fed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_Unreachable_IsSentOnce()
    {
        using var fed = Answering(_ => throw new HttpRequestException("Connection refused"));
        var plan = fed.Write("plan.json", System.Text.Encoding.UTF8.GetString(RunPlanFile.Canonical(Plan)));
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "launch", plan));
        Assert.StartsWith("FED-1604: The silo at https://127.0.0.1:1 cannot be reached", fed.Error, StringComparison.Ordinal);
        Assert.Equal(["POST /v1/runs"], fed.Requests);
    }

    [Fact]
    public async Task Launch_InvalidPlan_SendsNothing()
    {
        using var fed = Answering(_ => throw new InvalidOperationException());
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "launch", fed.Write("plan.json", "{}")));
        Assert.Empty(fed.Requests);
    }

    [Fact]
    public async Task Invite_ToAFile_KeepsTheTokenOffTheScreen()
    {
        using var fed = Answering(_ => Fed.Json(new InviteResponse("hospital-1", "fedjoin1.secret", DateTimeOffset.UnixEpoch)));
        Assert.Equal(0, await fed.Run("partner", "invite", "hospital-1", "--expires", "15m", "--out", "token"));
        var path = Path.Combine(fed.Folder, "token");
        Assert.Equal("fedjoin1.secret\n", await File.ReadAllTextAsync(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.DoesNotContain("secret\n", fed.Out, StringComparison.Ordinal);
        Assert.Contains("fed-node enrol @token", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invite_WithoutFile_PrintsTheExactCommand()
    {
        using var fed = Answering(_ => Fed.Json(new InviteResponse("hospital-1", "fedjoin1.secret", DateTimeOffset.UnixEpoch)));
        Assert.Equal(0, await fed.Run("partner", "invite", "hospital-1"));
        Assert.Contains("fed-node enrol fedjoin1.secret --dir ./hospital-1", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LedgerList_RunAndType_FollowsPagesAndFilters()
    {
        using var fed = Answering(request => Fed.Json(request.RequestUri!.Query.Contains("from=0", StringComparison.Ordinal)
            ? new LedgerPageView(3, [new(0, """{"type":"federation-created"}"""), new(1, """{"run":"run-1","type":"run-launched"}""")], 2)
            : new LedgerPageView(3, [new(2, """{"run":"run-2","type":"run-launched"}""")], null)));
        Assert.Equal(0, await fed.Run("ledger", "list", "--run", "run-1", "--type", "run-launched"));
        Assert.Equal("1\t{\"run\":\"run-1\",\"type\":\"run-launched\"}\n", fed.Out);
        Assert.Equal(2, fed.Requests.Count);
    }

    [Fact]
    public async Task ModelDownload_Newest_WritesTheBytes()
    {
        using var fed = Answering(request => request.RequestUri!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal)
            ? Fed.Json(new[] { Version(0, ContentHash.Of([0])), Version(1, Model) })
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(ModelBytes) });
        Assert.Equal(0, await fed.Run("model", "download", "run-1", "-o", "model.safetensors"));
        Assert.Equal(ModelBytes, await File.ReadAllBytesAsync(Path.Combine(fed.Folder, "model.safetensors")));
    }

    [Fact]
    public async Task ModelDownload_OtherBytes_FailsAndLeavesNoFile()
    {
        using var fed = Answering(request => request.RequestUri!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal)
            ? Fed.Json(new[] { Version(1, Model) })
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([9]) });
        Assert.Equal(FedApplication.Failure, await fed.Run("model", "download", "run-1", "-o", "model.safetensors"));
        Assert.StartsWith("FED-1505: ", fed.Error, StringComparison.Ordinal);
        Assert.Equal(["coordinator.fed.json"], Directory.GetFiles(fed.Folder).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task ModelDownload_RoundWithoutModel_SaysWhichThereAre()
    {
        using var fed = Answering(_ => Fed.Json(new[] { Version(0, Model) }));
        Assert.Equal(FedApplication.Failure, await fed.Run("model", "download", "run-1", "--round", "7", "-o", "model.safetensors"));
        Assert.StartsWith("FED-1306: Run run-1 has no committed model of round 7", fed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_UntilTheEnd_PrintsALineForEachRound()
    {
        var polls = 0;
        using var fed = Answering(request => request.RequestUri!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal)
            ? Fed.Json(polls == 1 ? [Version(0, Model)] : new[] { Version(0, Model), Version(2, Model) })
            : Fed.Json(View(++polls == 1 ? RunOutcome.Running : RunOutcome.Completed, polls == 1 ? 0 : 2)));
        Assert.Equal(0, await fed.Run("run", "watch", "run-1"));
        var lines = fed.Out.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("round 0/3  initial model", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("round 1/3  abandoned", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("round 2/3  committed  elapsed 2 s", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("run-1 completed after 2 rounds, 1 committed", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_FailedRun_ExitsWith1()
    {
        using var fed = Answering(request => request.RequestUri!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal)
            ? Fed.Json(new[] { Version(0, Model) })
            : Fed.Json(View(RunOutcome.Failed, 0)));
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "watch", "run-1"));
    }

    [Fact]
    public async Task PartnerList_Records_AreCounts()
    {
        var partner = PartnerName.Parse("hospital-1");
        using var fed = Answering(_ => Fed.Json(new[] { new PartnerView(partner, "enrolled", DateTimeOffset.UnixEpoch, null, new ContributionRow(partner, 5, 4, 1, 0, 0, 1)) }));
        Assert.Equal(0, await fed.Run("partner", "list"));
        Assert.Matches("hospital-1 +enrolled +5 +4 +1 +0 +0 +1 +1970-01-01 00:00:00Z +-\n", fed.Out);
    }

    [Fact]
    public async Task Watch_PrivateRun_PrintsEpsilonBesideEveryRound()
    {
        var plan = MadeRun.Plan;
        using var fed = Answering(request => request.RequestUri!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal)
            ? Fed.Json(new[] { Version(0, Model), Version(1, Model), Version(2, Model), Version(3, Model) })
            : Fed.Json(View(RunOutcome.Completed, 3) with { Plan = plan }));
        Assert.Equal(0, await fed.Run("run", "watch", "run-1"));
        var lines = fed.Out.TrimEnd().Split('\n');
        Assert.DoesNotContain("epsilon", lines[0], StringComparison.Ordinal);
        for (var round = 1; round <= 3; round++)
        {
            var epsilon = Words.Epsilon(PrivacySchedule.Report(plan, round)!.Epsilon);
            Assert.Contains($"epsilon {epsilon} (delta 1e-05, per record)", lines[round], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Watch_AdaptiveRun_LabelsTheOdometerAndShowsTheFilter()
    {
        var plan = MadeRun.Plan with { Privacy = MadeRun.Plan.Privacy with { Filter = new() { Epsilon = 2 } } };
        var view = View(RunOutcome.Completed, 2) with { Plan = plan, Message = "the filter is spent", Adaptive = new([2_000_000, 4_000_000], 4_000_000) };
        using var fed = Answering(request => request.RequestUri!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal)
            ? Fed.Json(new[] { Version(0, Model), Version(1, Model), Version(2, Model) })
            : Fed.Json(view));
        Assert.Equal(0, await fed.Run("run", "watch", "run-1"));
        var lines = fed.Out.TrimEnd().Split('\n');
        Assert.DoesNotContain("odometer", lines[0], StringComparison.Ordinal);
        Assert.Contains($"odometer {Words.Epsilon(RunFilter.Reading(plan, [2_000_000, 4_000_000]))} of the filter's epsilon 2 (delta 1e-05, per record)", lines[2], StringComparison.Ordinal);
        Assert.Equal("run-1 completed after 2 rounds, 1 committed: the filter is spent", lines[3]);

        Assert.Equal(0, await fed.Run("run", "show", "run-1"));
        Assert.Contains("2 rounds, the last with noise multiplier 4", fed.Out, StringComparison.Ordinal);
        Assert.Contains("record-central, adaptive: at most epsilon 2 by a Renyi filter at order", fed.Out, StringComparison.Ordinal);
        Assert.Contains("completed: the filter is spent", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_Sent_SaysFromWhichRoundItHolds()
    {
        using var fed = Answering(_ => Fed.Json(new TuneResponse(7)));
        Assert.Equal(0, await fed.Run("run", "tune", "run-1", "--noise-multiplier", "2.5"));
        Assert.Equal(["POST /v1/runs/run-1/noise"], fed.Requests);
        Assert.StartsWith("run-1 has noise multiplier 2.5 from round 7 on", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PartnerBudget_Agreed_IsSentOnceAndSaid()
    {
        using var fed = Answering(_ => new HttpResponseMessage(HttpStatusCode.NoContent));
        Assert.Equal(0, await fed.Run("partner", "budget", "hospital-1", "--epsilon", "3", "--delta", "1e-5"));
        Assert.Equal(["PUT /v1/partners/hospital-1/budget"], fed.Requests);
        Assert.Contains("epsilon 3 (delta 1e-05, per record) over all runs", fed.Out, StringComparison.Ordinal);
        Assert.Contains("by a Renyi filter at order 4 and 9, fixed by this agreement", fed.Out, StringComparison.Ordinal);
    }

    private static Fed Answering(Func<HttpRequestMessage, HttpResponseMessage> silo)
    {
        var fed = new Fed { Silo = silo };
        fed.Enrol();
        return fed;
    }

    private static ModelVersion Version(int round, ContentHash model) => new(Run, round, model, null, DateTimeOffset.UnixEpoch.AddSeconds(round));

    private static RunView View(RunOutcome outcome, int closed) => new(
        Run, Plan, RunPlanFile.Hash(Plan), outcome, DateTimeOffset.UnixEpoch, closed + 1, closed, closed - 1, RoundPhase.Collecting, 10,
        ImmutableArray<MemberView>.Empty, Model, closed, null);
}
