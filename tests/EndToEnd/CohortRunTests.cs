using Federated.Domain.Contributions;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.EndToEnd.Processes;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>Three runs at once over three real nodes, each with a cohort rule of its own, and a partner that is suspended with <c>fed</c>.</summary>
public sealed class CohortRunTests : IAsyncLifetime
{
    private const int Rounds = 4;
    private readonly List<NodeProcess> _nodes = [];
    private TestFederation _federation = null!;

    public async Task InitializeAsync()
    {
        _federation = await TestFederation.Start();
        for (var number = 1; number <= 3; number++)
            _nodes.Add(await NodeProcess.Enrol(_federation, $"hospital-{number}", number));
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _federation.DisposeAsync();
    }

    [Fact]
    public async Task ThreeRunsAtOnce_FinishByTheirRules_AndASuspendedPartnerIsLeftOut()
    {
        var fair = await Launch("fair", c => c with { Size = 2, Quorum = 2, Selection = CohortPlan.Fair });
        var over = await Launch("over", c => c with { Size = 1, Quorum = 1, OverSelect = 2 });
        var resources = await Launch("resources", c => c with { Size = 3, Quorum = 2, Fraction = 0.6, Minimum = 2, Selection = CohortPlan.Resources });
        foreach (var node in _nodes)
            node.Start();
        foreach (var run in (RunId[])[fair, over, resources])
            await Completed(run);

        var (code, output) = await Program.Run(Programs.Console, "partner", "suspend", "hospital-3", "--credentials", _federation.CredentialsFile);
        Assert.True(code == 0, output);
        var without = await Launch("without", c => c with { Size = 2, Quorum = 2 });
        await Completed(without);

        var entries = await _federation.Ledger();
        var verdict = await _federation.Verify();
        Assert.True(verdict.Valid, verdict.FirstProblem);
        foreach (var run in (RunId[])[fair, over, without])
            Assert.Empty(CohortAudit.Check(entries, run));

        var turns = ContributionFold.Fold(entries, fair);
        Assert.True(turns.Max(p => p.Offered) - turns.Min(p => p.Offered) <= 1, "every partner has its turn");
        Assert.All(Sealed(entries, over), s => Assert.Equal((3, 1, 2), (s.Cohort.Length, s.Members.Length, s.Spare.Length)));
        Assert.All(ContributionFold.Fold(entries, over), p => Assert.Equal((0, 0), (p.Late, p.Missed)));
        Assert.All(Sealed(entries, resources), s => Assert.Equal(2, s.Cohort.Length));
        Assert.All(Sealed(entries, without), s => Assert.DoesNotContain("hospital-3", s.Cohort.Select(p => p.ToString())));
        Assert.True(entries.OfType<PartnerStanding>().Single().Suspended);

        // Every node has two turns at least in the four rounds of 'fair', and does what else waits for it in between.
        var closed = entries.OfType<RoundCommitted>().ToList();
        Assert.True(
            closed.FindIndex(c => c.Run == resources && c.Round == 1) < closed.FindIndex(c => c.Run == fair && c.Round == Rounds),
            $"the runs take turns: {string.Join(", ", closed.Select(c => $"{c.Run}/{c.Round}"))}");
    }

    private async Task<RunId> Launch(string name, Func<CohortPlan, CohortPlan> cohort)
    {
        var plan = TinyData.Plan(cohort: 3, Rounds);
        return (await _federation.Launch(plan with { Name = name, Cohort = cohort(plan.Cohort) })).Run;
    }

    private async Task Completed(RunId run)
    {
        var ended = await _federation.Ended(run);
        Assert.True(ended is { Outcome: RunOutcome.Completed, CommittedRounds: Rounds }, $"{run} is {ended.Outcome}. The silo printed:\n{_federation.Silo.Output}");
    }

    private static List<RoundSealed> Sealed(IReadOnlyList<LedgerEntry> entries, RunId run) => [.. entries.OfType<RoundSealed>().Where(s => s.Run == run)];
}
