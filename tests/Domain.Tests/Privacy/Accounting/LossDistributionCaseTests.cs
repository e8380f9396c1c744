using System.Text.Json.Nodes;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;

namespace Federated.Domain.Tests.Privacy.Accounting;

/// <summary>The PLD against the reference: sound, tight_pld and optimistic of the cases' rules.</summary>
public sealed class LossDistributionCaseTests
{
    public static TheoryData<string> Poisson => Cases.Ids("accounting_poisson");

    public static TheoryData<string> ReplaceOne => Cases.Ids("accounting_pld_replace_one");

    public static TheoryData<string> Truncated => Cases.Ids("accounting_pld_truncated_poisson");

    public static TheoryData<string> Discrete => Cases.Ids("accounting_pld_discrete_gaussian");

    public static TheoryData<string> Heterogeneous => Cases.Ids("accounting_heterogeneous_pld");

    public static TheoryData<string> Opacus => Cases.Ids("opacus_prv");

    [Theory]
    [MemberData(nameof(Poisson))]
    public void Report_PoissonSampled_IsSoundTightAndBracketed(string id)
    {
        var (p, e) = Cases.Find("accounting_poisson", id);
        var report = PrivacyAccountant.Report(Cases.Poisson(p), p.Number("delta"));
        var (low, high) = (e["eps_true_bracket"]![0].Number(), e["eps_true_bracket"]![1].Number());

        var text = report.ToString();
        Assert.True(report.PldEpsilon >= low * (1 - 1e-6) && report.Epsilon >= low * (1 - 1e-6), text + " unsound");
        Assert.True(report.PldEpsilon <= high * 1.0005 + 1e-4, text + $" loose: {high:R}");
        Assert.True(report.PldLowerBound <= high * (1 + 1e-6), text + $" optimistic above {high:R}");
        Assert.True(report.PldLowerBound >= low * 0.9 - 1e-3, text + $" optimistic far below {low:R}");
        Assert.InRange(report.RdpEpsilon, e["eps_rdp_exact"]![0].Number() * (1 - 1e-6), e["eps_rdp_dp_accounting"]![0].Number() * (1 + 1e-6));
        Assert.Equal(Math.Min(report.RdpEpsilon, report.PldEpsilon!.Value), report.Epsilon);
    }

    [Theory]
    [MemberData(nameof(ReplaceOne))]
    public void Epsilon_ReplaceOne_Agrees(string id)
    {
        var (p, e) = Cases.Find("accounting_pld_replace_one", id);
        Agrees(e, Pld(Cases.Poisson(p), p, Neighbouring.ReplaceOne));
    }

    [Theory]
    [MemberData(nameof(Truncated))]
    public void Epsilon_TruncatedPoisson_Agrees(string id)
    {
        var (p, e) = Cases.Find("accounting_pld_truncated_poisson", id);
        var one = new TruncatedPoissonGaussianEvent(
            p.Number("sigma"), p.Number("q"), (int)p.Number("dataset_size"), (int)p.Number("max_batch"));
        Agrees(e, Pld([new(one, (int)p.Number("steps"))], p));
    }

    [Theory]
    [MemberData(nameof(Discrete))]
    public void Epsilon_DiscreteGaussian_Agrees(string id)
    {
        var (p, e) = Cases.Find("accounting_pld_discrete_gaussian", id);
        var one = new DiscreteGaussianEvent(p.Number("sigma"), p.Number("sensitivity"), p.Number("q"));
        Agrees(e, Pld([new(one, (int)p.Number("steps"))], p));
    }

    [Theory]
    [MemberData(nameof(Heterogeneous))]
    public void Epsilon_Heterogeneous_Agrees(string id)
    {
        var (p, e) = Cases.Find("accounting_heterogeneous_pld", id);
        Agrees(e, Pld([.. p["parts"]!.AsArray().SelectMany(part => Cases.Poisson(part!.AsObject()))], p));
    }

    [Theory]
    [MemberData(nameof(Opacus))]
    public void Epsilon_OpacusPrv_LiesBelowItsUpperBound(string id)
    {
        var (p, e) = Cases.Find("opacus_prv", id);
        var wanted = e.Number("eps_prv_upper_eps_error_0_01");
        Assert.InRange(Pld(Cases.Poisson(p), p), wanted - 0.0211, wanted);
    }

    private static double Pld(ComposedEvent[] events, JsonObject p, Neighbouring neighbouring = Neighbouring.AddOrRemove) =>
        PrivacyAccountant.Epsilon(events, p.Number("delta"), neighbouring, AccountingMethod.Pld);

    /// <summary>The expected value is itself a pessimistic bound on a grid of 1e-4: an answer may be lower by what that grid adds.</summary>
    private static void Agrees(JsonObject expected, double epsilon)
    {
        var wanted = expected.Number("eps");
        Assert.True(epsilon <= wanted * (1 + 1e-4) && epsilon >= wanted * (1 - 1e-5), $"got {epsilon:R}, wanted {wanted:R}: {epsilon / wanted - 1:E2}");
    }
}
