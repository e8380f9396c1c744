using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>Adaptive runs with real processes: tuned mid-run, killed between reservation and opening, ended by their filter.</summary>
public sealed class AdaptiveRunTests(PrivateRunTests.Federation shared) : IClassFixture<PrivateRunTests.Federation>
{
    [Theory]
    [InlineData(PrivacyPlan.RecordCentral, null)]
    [InlineData(PrivacyPlan.RecordLocal, null)]
    [InlineData(PrivacyPlan.RecordCentral, "Admitted:2")]
    public async Task Run_TunedOnItsWay_EndsWhereItsFilterDoesAndTheAuditAgrees(string mode, string? killAt)
    {
        var plan = Plan(mode);
        if (killAt is not null)
        {
            await shared.Silo.StopSilo();
            await shared.Silo.StartSilo(killAt);
        }

        var run = (await shared.Silo.Launch(plan)).Run;
        if (killAt is not null)
        {
            await shared.Silo.Silo.Exit(TimeSpan.FromSeconds(120));
            await shared.Silo.StartSilo();
        }

        await Eventually.Get(async () => await shared.Silo.Run(run) is { CommittedRounds: >= 1 } view ? view : null, () => shared.Explain(run));
        var from = await Tune(run, 3);
        var ended = await shared.Silo.Ended(run);

        Assert.True(ended.Outcome == RunOutcome.Completed, shared.Explain(run));
        Assert.Contains("admits no further round", ended.Message, StringComparison.Ordinal);
        var entries = (await shared.Silo.Ledger()).Where(e => e.RunOrNull == run).ToList();
        var reserved = entries.OfType<RoundReserved>().ToList();
        Assert.True(from > 1 && reserved.Count >= from, $"tuned from round {from} of {reserved.Count}");
        Assert.Equal(Enumerable.Range(1, reserved.Count), reserved.Select(r => r.Round));
        Assert.All(reserved, r => Assert.Equal(r.Round < from ? 2_000_000 : 3_000_000, r.MicroNoiseMultiplier));
        Assert.Equal(reserved.Count, entries.OfType<RoundCommitted>().Count());
        long[] noise = [.. reserved.Select(r => r.MicroNoiseMultiplier)];
        Assert.True(RunFilter.Reading(plan, noise) <= plan.Privacy.Filter!.Epsilon);
        Assert.False(RunFilter.Admits(plan, noise, 3_000_000));
        await AssertAudited(run);
    }

    private async Task<int> Tune(RunId run, double noise)
    {
        using var response = await shared.Silo.Console.PostAsJsonAsync(Routes.Noise(run), new TuneRequest(noise), ProtocolJson.Options);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<TuneResponse>(ProtocolJson.Options))!.FromRound;
    }

    private async Task AssertAudited(RunId run)
    {
        var verdict = await shared.Silo.Verify();
        Assert.True(verdict.Valid, verdict.FirstProblem);
        var (code, output) = await Program.Run(Programs.Console, "privacy", "audit", run.ToString(), "--credentials", shared.Silo.CredentialsFile);
        Assert.True(code == 0, output);
        Assert.Contains("by a Renyi filter at order", output, StringComparison.Ordinal);
        Assert.Contains("a reading, not the guarantee", output, StringComparison.Ordinal);
        Assert.Contains("The ledger agrees with the recomputation.", output, StringComparison.Ordinal);
    }

    private RunPlan Plan(string mode)
    {
        var examples = shared.Nodes.Select((node, i) => (node.Name, Rows: (long)TinyData.Rows(i + 1))).ToImmutableSortedDictionary(n => n.Name, n => n.Rows);
        var central = mode == PrivacyPlan.RecordCentral;
        return TinyData.Plan(shared.Nodes.Count, rounds: 1000) with
        {
            Name = "adaptive-" + mode,
            Training = new() { LearningRate = 0.5, BatchSize = 8 },
            Strategy = new() { Kind = central ? "server-sgd" : "fedavg" },
            Privacy = new()
            {
                Mode = mode, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 2, SamplingRate = central ? 0.2 : 0.5, Projection = central ? 0.5 : null,
                PartnerExamples = examples, Filter = new() { Epsilon = central ? 8 : 12 },
            },
        };
    }
}
