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
    public void Check_ResourcesRule_IsNotAudited()
    {
        Assert.False(CohortAudit.CanCheck(Plan(CohortPlan.Resources)));
        Assert.Empty(CohortAudit.Check(Ledger(CohortPlan.Resources, picked: 4), Run));
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
