using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Strategies;

namespace Federated.Domain.Tests.Privacy;

/// <summary>Every pair of a mode and a strategy, or a mode and a robust rule: admitted, or refused with the reason.</summary>
public sealed class StrategyModeTableTests
{
    private const string FedProx = "fedavg with training.proximalMu";

    private static readonly string[] Modes = [PrivacyPlan.None, PrivacyPlan.RecordCentral, PrivacyPlan.PartnerCentral, PrivacyPlan.RecordLocal];

    /// <summary>strategy, then y or n for none, record-central, partner-central, record-local.</summary>
    private static readonly string[] Table =
    [
        "fedavg         y n y y",
        "server-sgd     y y y y",
        "server-adagrad y y y y",
        "server-adam    y y y y",
        "server-yogi    y y y y",
        "fednova        y n y n",
        "scaffold       y n y n",
        "q-fedavg       y n n n",
        FedProx + "     y n y n",
    ];

    public static TheoryData<string, string, bool> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, bool>();
            foreach (var line in Table)
            {
                for (var mode = 0; mode < Modes.Length; mode++)
                    pairs.Add(Modes[mode], line[..^7].TrimEnd(), line[line.Length - 7 + (2 * mode)] == 'y');
            }

            foreach (var rule in RobustSpecification.Rules)
            {
                foreach (var mode in Modes)
                    pairs.Add(mode, rule, mode is PrivacyPlan.None or PrivacyPlan.RecordLocal
                        || (mode == PrivacyPlan.RecordCentral && rule is RobustSpecification.Median or RobustSpecification.TrimmedMeanRule));
            }

            return pairs;
        }
    }

    [Fact]
    public void Table_HasEveryKind() =>
        Assert.Equal([.. StrategySpecification.Kinds, FedProx], Table.Select(line => line[..^7].TrimEnd()));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Check_EveryPair_IsAdmittedOrRefusedWithTheReason(string mode, string what, bool admitted)
    {
        var plan = Plan(mode, what);
        if (admitted)
        {
            RunPlanRules.Check(plan);
            return;
        }

        var refusal = Assert.Throws<FederatedException>(() => RunPlanRules.Check(plan));
        Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
        Assert.Contains($"Mode {mode} does not allow this plan", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(", because ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void Check_FedNovaInPartnerCentral_WantsItsStepsCapped(int? most, bool admitted)
    {
        var plan = Plan(PrivacyPlan.PartnerCentral, "fednova");
        plan = plan with { Training = plan.Training with { MaxSteps = most } };
        if (admitted)
            RunPlanRules.Check(plan);
        else
            Assert.Contains("training.maxSteps", Assert.Throws<FederatedException>(() => RunPlanRules.Check(plan)).Message, StringComparison.Ordinal);
    }

    private static RunPlan Plan(string mode, string what)
    {
        var plan = mode switch
        {
            PrivacyPlan.RecordCentral => PrivatePlans.RecordCentral,
            PrivacyPlan.RecordLocal => PrivatePlans.RecordLocal,
            PrivacyPlan.PartnerCentral => PrivatePlans.PartnerCentral,
            _ => PrivatePlans.PartnerCentral with { Privacy = new() { Mode = PrivacyPlan.None } },
        };
        if (what == FedProx)
            return plan with { Strategy = mode == PrivacyPlan.RecordCentral ? plan.Strategy : new(), Training = plan.Training with { ProximalMu = 0.1 } };
        if (!RobustSpecification.Rules.Contains(what))
        {
            return plan with
            {
                Strategy = new() { Kind = what, Q = what == StrategySpecification.QFedAvgKind ? 1 : null },
                Training = what == StrategySpecification.FedNovaKind && mode == PrivacyPlan.PartnerCentral ? plan.Training with { MaxSteps = 100 } : plan.Training,
            };
        }

        plan = mode == PrivacyPlan.RecordCentral ? PrivatePlans.RecordCentralOfTen : plan;
        return plan with
        {
            Cohort = new() { Size = 10, Quorum = 8 },
            Privacy = mode == PrivacyPlan.PartnerCentral ? plan.Privacy with { AcceptUseless = true } : plan.Privacy,
            Aggregation = what switch
            {
                RobustSpecification.TrimmedMeanRule => new() { Rule = what, Trim = 0.2 },
                RobustSpecification.KrumRule => new() { Rule = what, Byzantine = 2 },
                RobustSpecification.MultiKrum => new() { Rule = what, Byzantine = 2, Select = 3 },
                RobustSpecification.NormFilter or RobustSpecification.NormClip => new() { Rule = what, Factor = 2 },
                _ => new() { Rule = what },
            },
        };
    }
}
