using System.Globalization;
using Federated.Domain.Contributions;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol.Runs;
using Xunit.Abstractions;

namespace Federated.EndToEnd;

/// <summary>
/// Silo and nodes are killed (SIGKILL) at random, a hundred times. What comes out is what an undisturbed run gives, to the
/// bit, and the books are right. FED_CHAOS_SEED repeats a choice of victims, FED_CHAOS_KILLS sets another number.
/// </summary>
[Trait("Category", "Long")]
public sealed class ChaosTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Rounds = 50;
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(4);
    private readonly List<NodeProcess> _nodes = [];
    private TestFederation _federation = null!;

    public async Task InitializeAsync()
    {
        _federation = await TestFederation.Start();
        for (var number = 1; number <= 3; number++)
            _nodes.Add(await NodeProcess.Enrol(_federation, $"hospital-{number}", number));
        foreach (var node in _nodes)
        {
            node.LiftCeilings();
            node.Start();
        }
    }

    [Fact]
    public async Task KilledAtRandom_TheModelIsTheUndisturbedOneAndTheBooksAreRight()
    {
        var plan = TinyData.Plan(_nodes.Count, Rounds) with { RoundDeadlineSeconds = 600, GraceSeconds = 600 };
        var undisturbed = await _federation.Ended((await _federation.Launch(plan)).Run);
        Assert.Equal(RunOutcome.Completed, undisturbed.Outcome);

        var (runs, kills) = await Storm(plan, Setting("FED_CHAOS_KILLS", 100));

        output.WriteLine($"{kills} kills over {runs.Count} runs of {Rounds} rounds");
        foreach (var run in runs)
            Assert.Equal(undisturbed.Model, (await Completed(run)).Model);
        var entries = await _federation.Ledger();
        foreach (var run in runs)
        {
            var own = entries.Where(e => e.RunOrNull == run).ToList();
            Assert.Equal(Enumerable.Range(1, Rounds), own.OfType<RoundSealed>().Select(s => s.Round));
            Assert.Equal(Enumerable.Range(1, Rounds), own.OfType<RoundCommitted>().Select(c => c.Round));
            Assert.All(own.OfType<RoundSealed>(), s => Assert.Equal(_nodes.Count, s.Members.Length));
            Assert.Empty(own.OfType<RoundAbandoned>());
        }

        await AssertContributions(entries, (runs.Count + 1) * Rounds);
        await AssertReceipts();
    }

    [Fact]
    public async Task KilledAtRandom_InAPrivateRun_EveryRoundIsSealedReleasedAndChargedOnce()
    {
        var tiny = TinyData.Plan(_nodes.Count, Rounds);
        var plan = tiny with
        {
            RoundDeadlineSeconds = 600,
            GraceSeconds = 600,
            Training = new() { LearningRate = 0.5, BatchSize = 8 },
            Strategy = new() { Kind = "server-sgd", LearningRate = 1 },
            Privacy = new()
            {
                Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 3, SamplingRate = 0.2, Projection = 0.5,
                PartnerExamples = _nodes.Select((node, i) => (node.Name, Rows: (long)TinyData.Rows(i + 1)))
                    .Aggregate(System.Collections.Immutable.ImmutableSortedDictionary<string, long>.Empty, (all, n) => all.Add(n.Name, n.Rows)),
            },
        };

        var (runs, kills) = await Storm(plan, Setting("FED_CHAOS_KILLS", 100) / 4);

        output.WriteLine($"{kills} kills over {runs.Count} runs of {Rounds} rounds");
        foreach (var run in runs)
            await Completed(run);
        var entries = await _federation.Ledger();
        foreach (var run in runs)
        {
            var own = entries.Where(e => e.RunOrNull == run).ToList();
            Assert.Equal(Enumerable.Range(1, Rounds), own.OfType<RoundSealed>().Select(s => s.Round));
            Assert.Equal(Enumerable.Range(1, Rounds), own.OfType<RoundCommitted>().Select(c => c.Round));
            Assert.Equal(own.OfType<RunLaunched>().Single().ReservedMicroEpsilon, own.OfType<RoundSealed>().Sum(s => s.SpendMicroEpsilon));
        }

        await AssertReceipts();
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _federation.DisposeAsync();
    }

    /// <summary>
    /// Launches runs one after the other and kills until there were enough kills and the last run ended. One process is dead
    /// at almost any time, and quorum = cohort: a round gets on in the moments in between.
    /// </summary>
    private async Task<(List<RunId> Runs, int Kills)> Storm(RunPlan plan, int kills)
    {
        var seed = Setting("FED_CHAOS_SEED", Random.Shared.Next());
        output.WriteLine($"FED_CHAOS_SEED={seed}");
        var random = new SeededRandom((ulong)seed);
        var runs = new List<RunId> { (await _federation.Launch(plan)).Run };
        for (var kill = 0; kill < kills; kill++)
        {
            var victim = random.NextInt(_nodes.Count + 1);
            if (victim == _nodes.Count)
            {
                await _federation.Silo.Kill();
                await _federation.StartSilo();
            }
            else
            {
                await _nodes[victim].Program.Kill();
                _nodes[victim].Start();
            }

            await Pass(LongestLife * random.NextDouble());
            if ((await _federation.Run(runs[^1])).Outcome != RunOutcome.Running && kill < kills - 1)
                runs.Add((await _federation.Launch(plan)).Run);
        }

        return (runs, kills);
    }

    private async Task<RunView> Completed(RunId run)
    {
        var ended = await _federation.Ended(run);
        Assert.True(ended.Outcome == RunOutcome.Completed, $"{run} is {ended.Outcome}. The silo printed:\n{_federation.Silo.Output}");
        return ended;
    }

    /// <summary>No update is lost and none counts twice.</summary>
    private async Task AssertContributions(IReadOnlyList<LedgerEntry> entries, int rounds)
    {
        var verdict = await _federation.Verify();
        Assert.True(verdict.Valid, verdict.FirstProblem);
        var contributions = ContributionFold.Fold(entries);
        Assert.Equal(_nodes.Count, contributions.Length);
        Assert.All(contributions, c => Assert.Equal((rounds, rounds, 0), (c.Offered, c.Accepted, c.Lost)));
    }

    /// <summary>What every node holds a receipt for is in the ledger.</summary>
    private async Task AssertReceipts()
    {
        var export = Path.Combine(_federation.Directory, "ledger.export");
        await File.WriteAllTextAsync(export, await _federation.Console.GetStringAsync(Protocol.Routes.LedgerExport));
        foreach (var node in _nodes)
        {
            var (code, printed) = await Program.Run(Programs.Node, "verify", "--dir", node.Directory, "--ledger", export);
            Assert.True(code == 0, printed);
        }
    }

    private static async Task Pass(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.FromMilliseconds(1));
        await timer.WaitForNextTickAsync();
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
