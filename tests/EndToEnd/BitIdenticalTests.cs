using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>
/// The same plan with fixed seeds gives the same model to the bit, whatever is killed on the way: one silo process and
/// three node processes that train on libtorch, quorum = cohort.
/// </summary>
public sealed class BitIdenticalTests(BitIdenticalTests.Federation shared) : IClassFixture<BitIdenticalTests.Federation>
{
    private const int Rounds = 3;

    [Fact]
    public async Task SamePlanTwice_GivesTheSameModel()
    {
        var ended = await Complete(await shared.Launch());

        Assert.Equal(await shared.Undisturbed(), ended.Model);
    }

    [Theory]
    [InlineData("int8")]
    [InlineData("topk:0.25+brotli")]
    public async Task CodedUpdates_TwiceWithAKillOnTheWay_GiveTheSameModelAndAnotherThanFloat32(string codec)
    {
        var plan = TinyData.Plan(shared.Nodes.Count, Rounds) with { Codec = new() { Update = [codec] } };
        var first = await Complete((await shared.Silo.Launch(plan)).Run);
        await shared.Silo.StopSilo();
        await shared.Silo.StartSilo(killAt: "Claimed:2");
        var run = (await shared.Silo.Launch(plan)).Run;
        await shared.Silo.Silo.Exit(TimeSpan.FromSeconds(120));
        await shared.Silo.StartSilo();

        Assert.Equal(first.Model, (await Complete(run)).Model);
        Assert.NotEqual(await shared.Undisturbed(), first.Model);
    }

    [Fact]
    public async Task NodeKilledMidRoundAndRestarted_GivesTheSameModel()
    {
        var victim = shared.Nodes[1];
        await victim.Program.Kill();
        var run = await shared.Launch();
        // The round is open and the others have answered: the victim's update is the one that is missing.
        await Eventually.True(async () => (await shared.Silo.Run(run)).Members.Count(m => m.Status == MemberStatus.Claimed) == shared.Nodes.Count - 1,
            () => $"the other nodes have answered; {victim.Name} printed:\n{victim.Program.Output}");
        victim.Start();
        // And again as soon as it has work in hand.
        await Eventually.True(() => Task.FromResult(victim.Program.Output.Contains(run.ToString(), StringComparison.Ordinal)),
            () => $"{victim.Name} begins its round. It printed:\n{victim.Program.Output}");
        await victim.Program.Kill();
        victim.Start();

        var ended = await Complete(run);

        Assert.Equal(await shared.Undisturbed(), ended.Model);
    }

    [Theory]
    [InlineData("Staged")]
    [InlineData("Claimed")]
    [InlineData("Folded")]
    [InlineData("Sealing")]
    [InlineData("Reserved")]
    [InlineData("Computed")]
    [InlineData("Committed")]
    public async Task SiloKilledAndRestarted_GivesTheSameModel(string point)
    {
        var expected = await shared.Undisturbed();
        await shared.Silo.StopSilo();
        await shared.Silo.StartSilo(killAt: $"{point}:2");
        var run = await shared.Launch();
        await shared.Silo.Silo.Exit(TimeSpan.FromSeconds(120));
        Assert.True(shared.Silo.Silo.HasExited);
        await shared.Silo.StartSilo();

        var ended = await Complete(run);

        Assert.Equal(expected, ended.Model);
        var entries = (await shared.Silo.Ledger()).Where(e => e.RunOrNull == run).ToList();
        Assert.Equal(Rounds, entries.OfType<RoundSealed>().Count());
        Assert.Equal(Rounds, entries.OfType<RoundCommitted>().Count());
        Assert.All(entries.OfType<RoundSealed>(), s => Assert.Equal(shared.Nodes.Count, s.Members.Length));
        Assert.Empty(entries.OfType<RoundAbandoned>());
    }

    [Fact]
    public async Task ReceiptsOfEveryNode_VerifyOfflineAgainstTheExport()
    {
        await Complete(await shared.Launch());
        var export = Path.Combine(shared.Silo.Directory, "ledger.export");
        await File.WriteAllTextAsync(export, await shared.Silo.Console.GetStringAsync(Protocol.Routes.LedgerExport));

        foreach (var node in shared.Nodes)
        {
            var (code, output) = await Program.Run(Programs.Node, "verify", "--dir", node.Directory, "--ledger", export);
            Assert.True(code == 0, output);
        }
    }

    private async Task<RunView> Complete(RunId run)
    {
        var ended = await shared.Silo.Ended(run);
        Assert.True(ended.Outcome == RunOutcome.Completed, $"{run} is {ended.Outcome}. The silo printed:\n{shared.Silo.Silo.Output}");
        Assert.Equal(Rounds, ended.CommittedRounds);
        var verdict = await shared.Silo.Verify();
        Assert.True(verdict.Valid, verdict.FirstProblem);
        return ended;
    }

    /// <summary>One federation for the whole class; runs follow each other on it.</summary>
    public sealed class Federation : IAsyncLifetime
    {
        private Task<ContentHash>? _undisturbed;

        public TestFederation Silo { get; private set; } = null!;

        public IReadOnlyList<NodeProcess> Nodes { get; private set; } = [];

        public async Task InitializeAsync()
        {
            Silo = await TestFederation.Start();
            var nodes = new List<NodeProcess>();
            for (var number = 1; number <= 3; number++)
                nodes.Add(await NodeProcess.Enrol(Silo, $"hospital-{number}", number));
            foreach (var node in nodes)
                node.Start();
            Nodes = nodes;
        }

        public async Task<RunId> Launch() => (await Silo.Launch(TinyData.Plan(Nodes.Count, Rounds))).Run;

        /// <summary>The model of a run in which nothing goes wrong.</summary>
        public Task<ContentHash> Undisturbed() => _undisturbed ??= First();

        public async Task DisposeAsync()
        {
            foreach (var node in Nodes)
                await node.DisposeAsync();
            await Silo.DisposeAsync();
        }

        private async Task<ContentHash> First()
        {
            var ended = await Silo.Ended(await Launch());
            Assert.Equal(RunOutcome.Completed, ended.Outcome);
            return ended.Model;
        }
    }
}
