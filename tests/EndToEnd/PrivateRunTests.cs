using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>Private runs with real processes: what is released, what is charged, and what a crash does to either.</summary>
public sealed class PrivateRunTests(PrivateRunTests.Federation shared) : IClassFixture<PrivateRunTests.Federation>
{
    private const int Rounds = 6;

    [Theory]
    [InlineData(PrivacyPlan.RecordCentral)]
    [InlineData(PrivacyPlan.RecordLocal)]
    [InlineData(PrivacyPlan.PartnerCentral)]
    public async Task Run_InEveryMode_ChargesItsScheduleAndSaysHowItNoised(string mode)
    {
        var plan = Plan(mode);
        var run = (await shared.Silo.Launch(plan)).Run;

        var ended = await shared.Silo.Ended(run);

        Assert.True(ended.Outcome == RunOutcome.Completed, shared.Explain(run));
        var entries = await Entries(run);
        var launched = Assert.Single(entries.OfType<RunLaunched>());
        Assert.Equal(mode, launched.Mode);
        Assert.Equal(PrivacySchedule.MicroEpsilon(plan, Rounds), launched.ReservedMicroEpsilon);
        AssertChargedOnce(entries, plan);
        Assert.True((await shared.Silo.Verify()).Valid);
    }

    [Fact]
    public async Task AdaptiveClip_SiloKilledMidway_MovesTheClipNormOnceARoundAndChargesTheSame()
    {
        await shared.Silo.StopSilo();
        await shared.Silo.StartSilo(killAt: "Computed:3");
        var plan = Plan(PrivacyPlan.PartnerCentral);
        plan = plan with { Privacy = plan.Privacy with { ClipNorm = 0.1, AdaptiveClip = new() { CountDeviation = 5 } } };
        var run = (await shared.Silo.Launch(plan)).Run;
        await shared.Silo.Silo.Exit(TimeSpan.FromSeconds(120));
        await shared.Silo.StartSilo();

        Assert.True((await shared.Silo.Ended(run)).Outcome == RunOutcome.Completed, shared.Explain(run));

        var seals = (await Entries(run)).OfType<RoundSealed>().ToList();
        Assert.Equal(Enumerable.Range(1, Rounds), seals.Select(s => s.Round));
        var terms = seals.Select(s => AdaptiveClipping.Stated(plan, s.Mechanism)!).ToList();
        Assert.All(seals.Zip(terms), pair => Assert.Equal(AggregationPlan.Of(plan, pair.Second).Mechanism, pair.First.Mechanism));
        Assert.Equal(0.1, terms[0].ClipNorm);
        Assert.All(terms.Zip(terms.Skip(1)), pair => Assert.NotEqual(pair.First.ClipNorm, pair.Second.ClipNorm));
        // A step is exp(-eta (b - gamma)) with b in [0, 1].
        Assert.All(terms.Zip(terms.Skip(1)), pair => Assert.InRange(pair.Second.ClipNorm!.Value / pair.First.ClipNorm!.Value, Math.Exp(-0.1) - 1e-9, Math.Exp(0.1) + 1e-9));
        Assert.Equal(PrivacySchedule.MicroEpsilon(plan, Rounds), seals.Sum(s => s.SpendMicroEpsilon));
        Assert.True((await shared.Silo.Verify()).Valid);
    }

    [Theory]
    [InlineData("Sealing")]
    [InlineData("Reserved")]
    [InlineData("Computed")]
    [InlineData("Committed")]
    public async Task SiloKilled_AnywhereFromReserveToCommit_ChargesOnceAndReleasesOnce(string point)
    {
        await shared.Silo.StopSilo();
        await shared.Silo.StartSilo(killAt: $"{point}:3");
        var plan = Plan(PrivacyPlan.RecordCentral);
        var run = (await shared.Silo.Launch(plan)).Run;
        await shared.Silo.Silo.Exit(TimeSpan.FromSeconds(120));
        await shared.Silo.StartSilo();

        Assert.Equal(RunOutcome.Completed, (await shared.Silo.Ended(run)).Outcome);
        AssertChargedOnce(await Entries(run), plan);
        var verdict = await shared.Silo.Verify();
        Assert.True(verdict.Valid, verdict.FirstProblem);
    }

    [Fact]
    public async Task Round_WithoutOneOfItsPartners_IsReleasedAllTheSame()
    {
        var absent = shared.Nodes[2];
        await absent.Program.Kill();
        try
        {
            var plan = Plan(PrivacyPlan.RecordCentral) with { Rounds = 2, RoundDeadlineSeconds = 2 };
            var run = (await shared.Silo.Launch(plan)).Run;

            Assert.Equal(RunOutcome.Completed, (await shared.Silo.Ended(run)).Outcome);

            var seals = (await Entries(run)).OfType<RoundSealed>().ToList();
            Assert.Equal(2, seals.Count);
            Assert.All(seals, s => Assert.DoesNotContain(s.Members, m => m.Partner.ToString() == absent.Name));
            Assert.All(seals, s => Assert.Equal(3, s.Cohort.Length));
        }
        finally
        {
            absent.Start();
        }
    }

    [Fact]
    public async Task Launch_BeyondTheAgreedBudget_IsRefusedWithWhatWouldFit()
    {
        using (var agreed = await shared.Silo.Console.PutAsJsonAsync(
            Routes.Budget(shared.Frugal.Name.ToString()), new BudgetRequest(PrivacyUnit.Record, 1, 1e-5), ProtocolJson.Options))
            Assert.Equal(HttpStatusCode.NoContent, agreed.StatusCode);
        var plan = Plan(PrivacyPlan.RecordCentral);
        plan = plan with
        {
            Cohort = new() { Size = 1, Quorum = 1 },
            Rounds = 5000,
            Privacy = plan.Privacy with { PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(shared.Frugal.Name.ToString(), 1000) },
        };
        var before = (await shared.Silo.Ledger()).Count;

        using var response = await shared.Silo.Console.PostAsJsonAsync(Routes.Runs, new LaunchRequest(plan, null), ProtocolJson.Options);

        var problem = JsonSerializer.Deserialize<Problem>(await response.Content.ReadAsStringAsync(), ProtocolJson.Options)!;
        Assert.Equal(ErrorCodes.BudgetExceeded.ToString(), problem.Code);
        Assert.Contains("rounds would fit", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(before, (await shared.Silo.Ledger()).Count);
    }

    [Fact]
    public async Task Upload_LongerThanThePartnersRadius_IsRefused()
    {
        var plan = Plan(PrivacyPlan.RecordCentral) with { Cohort = new() { Size = 1, Quorum = 1 }, Rounds = 1 };
        plan = plan with
        {
            Privacy = plan.Privacy with { PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(shared.Frugal.Name.ToString(), 100), NoiseMultiplier = 20 },
        };
        var launched = await shared.Silo.Launch(plan);
        var round = new RoundId(launched.Run, 1);
        await shared.Frugal.NextAssignment();

        // R = kappa q N C = 0.5 x 0.2 x 100 x 1 = 10; 50 coordinates of 2 have norm 14.1.
        using (var hostile = await shared.Frugal.Put(round, RawPartner.Update(round, plan, 2)))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, hostile.StatusCode);
        await shared.Frugal.Send(round, RawPartner.Update(round, plan, 0.1f));

        Assert.Equal(RunOutcome.Completed, (await shared.Silo.Ended(launched.Run)).Outcome);
        Assert.Contains(await Entries(launched.Run), e => e is UpdateRejected { Code: "FED-1205" });
    }

    private RunPlan Plan(string mode)
    {
        var tiny = TinyData.Plan(shared.Nodes.Count, Rounds) with { Name = mode, Training = new() { LearningRate = 0.5, BatchSize = 8 } };
        var examples = shared.Nodes.Select((node, i) => (node.Name, Rows: (long)TinyData.Rows(i + 1))).ToImmutableSortedDictionary(n => n.Name, n => n.Rows);
        return mode switch
        {
            PrivacyPlan.RecordCentral => tiny with
            {
                Strategy = new() { Kind = "server-sgd", LearningRate = 1, Momentum = 0.5, Schedule = "linear" },
                Privacy = new()
                {
                    Mode = mode, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 2, SamplingRate = 0.2, Projection = 0.5, PartnerExamples = examples,
                },
            },
            PrivacyPlan.RecordLocal => tiny with
            {
                Strategy = new(),
                Privacy = new() { Mode = mode, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 4, SamplingRate = 0.25, PartnerExamples = examples },
            },
            _ => tiny with
            {
                Strategy = new(),
                Privacy = new() { Mode = mode, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 8, AcceptUseless = true },
                // Every enrolled partner takes part in every round of this mode; the one without a node is waited for until the deadline.
                // One update is enough: after a restart of the silo a node may be late.
                Cohort = new() { Size = shared.Nodes.Count + 1, Quorum = 1 },
                RoundDeadlineSeconds = 3,
            },
        };
    }

    private static void AssertChargedOnce(List<LedgerEntry> entries, RunPlan plan)
    {
        var seals = entries.OfType<RoundSealed>().ToList();
        Assert.Equal(Enumerable.Range(1, plan.Rounds), seals.Select(s => s.Round));
        Assert.Equal(Enumerable.Range(1, plan.Rounds), entries.OfType<RoundCommitted>().Select(c => c.Round));
        Assert.All(seals, s => Assert.Equal(AggregationPlan.Of(plan).Mechanism, s.Mechanism));
        Assert.Equal(entries.OfType<RunLaunched>().Single().ReservedMicroEpsilon, seals.Sum(s => s.SpendMicroEpsilon));
    }

    private async Task<List<LedgerEntry>> Entries(RunId run) => [.. (await shared.Silo.Ledger()).Where(e => e.RunOrNull == run)];

    /// <summary>One federation: three nodes, and a partner without a node that tests act for.</summary>
    public sealed class Federation : IAsyncLifetime
    {
        public TestFederation Silo { get; private set; } = null!;

        public IReadOnlyList<NodeProcess> Nodes { get; private set; } = [];

        public RawPartner Frugal { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Silo = await TestFederation.Start();
            var nodes = new List<NodeProcess>();
            for (var number = 1; number <= 3; number++)
                nodes.Add(await NodeProcess.Enrol(Silo, $"hospital-{number}", number));
            Frugal = await RawPartner.Enrol(Silo, "frugal");
            foreach (var node in nodes)
            {
                node.LiftCeilings();
                node.Start();
            }

            Nodes = nodes;
        }

        public string Explain(RunId run) => $"{run} did not complete. The silo printed:\n{Silo.Silo.Output}\nThe nodes:\n"
            + string.Join('\n', Nodes.Select(n => n.Program.Output));

        public async Task DisposeAsync()
        {
            Frugal.Dispose();
            foreach (var node in Nodes)
                await node.DisposeAsync();
            await Silo.DisposeAsync();
        }
    }
}
