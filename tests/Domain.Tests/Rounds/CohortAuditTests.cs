using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.Domain.Tests.Rounds;

public sealed class CohortAuditTests
{
    private static readonly RunId Run = RunId.Parse("run-1");
    private static readonly ImmutableArray<PartnerName> Partners = [.. Enumerable.Range(1, 6).Select(i => PartnerName.Parse($"partner-{i}"))];

    [Theory]
    [InlineData(null)]
    [InlineData(CohortPlan.Fair)]
    public void Check_CohortsAsThePlanDrawsThem_HaveNoProblem(string? rule) => Assert.Empty(CohortAudit.Check(Ledger(rule, picked: null), Run));

    [Theory]
    [InlineData(null)]
    [InlineData(CohortPlan.Fair)]
    public void Check_ACohortPickedByHand_IsNamed(string? rule)
    {
        var problem = Assert.Single(CohortAudit.Check(Ledger(rule, picked: 4), Run));

        Assert.Contains("run-1/4", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ResourcesRule_ChecksTheNumberAndThatEverybodyWasAvailable()
    {
        Assert.False(CohortAudit.CanCheck(Plan(CohortPlan.Resources)));
        Assert.Empty(CohortAudit.Check(Ledger(CohortPlan.Resources, picked: 4), Run));

        // Two rounds after it was suspended, and before it is back, nobody may draw the second partner.
        var entries = Ledger(CohortPlan.Resources, picked: null);
        Replace(entries, 6, seal => seal with { Cohort = [Partners[1], .. seal.Cohort.Skip(1)], Members = [] });
        Assert.Contains("run-1/6", Assert.Single(CohortAudit.Check(entries, Run)), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_MembersThatWereNotAskedOrTooMany_AreNamed()
    {
        var entries = Ledger(rule: null, picked: null);
        var stranger = PartnerName.Parse("stranger");
        Replace(entries, 4, seal => seal with { Members = [.. seal.Members, new(stranger, ContentHash.Of([1]))] });

        var problems = CohortAudit.Check(entries, Run);

        Assert.Equal(2, problems.Length);
        Assert.Contains("names 'stranger', which is not in its cohort", problems[0], StringComparison.Ordinal);
        Assert.Contains("took 4 updates, the plan wants 3 at most", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Rounds_SayWhoWasAskedAndWhoCame()
    {
        var rounds = CohortAudit.Rounds(Ledger(rule: null, picked: null), Run);

        Assert.Equal(Enumerable.Range(1, 8), rounds.Select(round => round.Round));
        Assert.Equal([6, 6, 5, 5, 6, 6, 7, 7], rounds.Select(round => round.Available));
        Assert.Equal([2], rounds.Where(round => round.Abandoned).Select(round => round.Round));
        Assert.Equal<IEnumerable<PartnerName>>(rounds[1].Cohort, rounds[1].Missing);
        Assert.All(rounds.Where(round => !round.Abandoned), round => Assert.Equal<IEnumerable<PartnerName>>(round.Cohort, round.Accepted));
    }

    private static void Replace(List<LedgerEntry> entries, int round, Func<RoundSealed, RoundSealed> change)
    {
        var index = entries.FindIndex(entry => entry is RoundSealed seal && seal.Round == round);
        entries[index] = change((RoundSealed)entries[index]);
    }

    /// <summary>Eight rounds; before round 3 a partner is suspended, before round 5 one joins, before round 7 the first is back.</summary>
    private static List<LedgerEntry> Ledger(string? rule, int? picked)
    {
        var plan = Plan(rule);
        var newcomer = PartnerName.Parse("newcomer");
        var text = Encoding.UTF8.GetString(RunPlanFile.Canonical(plan));
        var launched = new RunLaunched(default, Run, text, RunPlanFile.Hash(plan), "none", plan.Rounds, Partners, ContentHash.Of([0]), ContentHash.Of([1]), 0);
        List<LedgerEntry> entries = [launched];
        var history = CohortHistory.Of(Partners);
        var available = Partners;
        for (var round = 1; round <= plan.Rounds; round++)
        {
            switch (round)
            {
                case 3:
                    entries.Add(new PartnerStanding(default, Partners[1], 1, Suspended: true));
                    available = available.Remove(Partners[1]);
                    break;
                case 5:
                    var joined = new PartnerJoinedRun(default, Run, newcomer);
                    entries.Add(joined);
                    history = history.After(joined);
                    available = available.Add(newcomer);
                    break;
                case 7:
                    entries.Add(new PartnerStanding(default, Partners[1], 2, Suspended: false));
                    available = available.Add(Partners[1]);
                    break;
            }

            var cohort = CohortSelection.Select(plan, round, available, 3, history, _ => null);
            if (round == picked)
                cohort = [.. available.Where(p => !cohort.Contains(p)).Take(1), .. cohort.Skip(1)];
            LedgerEntry closing = round == 2
                ? new RoundAbandoned(default, Run, round, cohort, [], "no quorum")
                : new RoundSealed(default, Run, round, cohort, [.. cohort.Select(p => new SealedMember(p, ContentHash.Of([1])))], [], [], default, "none", 0);
            entries.Add(closing);
            history = history.After(closing);
        }

        return entries;
    }

    private static RunPlan Plan(string? rule) => new()
    {
        Name = "audited",
        Model = new() { Kind = "logistic", Inputs = 3, Outputs = 2 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = 3, Quorum = 2, Selection = rule, OpenToNewPartners = true },
        Rounds = 8,
    };
}
