using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;

namespace Federated.Domain.Tests.Privacy.Accounting;

/// <summary>RDP, its conversion, zCDP and the analytic and discrete Gaussian against the reference.</summary>
public sealed class RdpCaseTests
{
    public static TheoryData<string> Curve => Cases.Ids("rdp_curve");

    public static TheoryData<string> Wor => Cases.Ids("accounting_wor");

    public static TheoryData<string> Heterogeneous => Cases.Ids("accounting_heterogeneous_rdp");

    public static TheoryData<string> Analytic => Cases.Ids("analytic_gaussian");

    public static TheoryData<string> Zcdp => Cases.Ids("zcdp");

    public static TheoryData<string> Discrete => Cases.Ids("discrete_gaussian");

    [Theory]
    [MemberData(nameof(Curve))]
    public void Rdp_PoissonSampled_MatchesFiftyDigits(string id)
    {
        var (p, e) = Cases.Find("rdp_curve", id);
        double[] orders = [.. p["orders"]!.AsArray().Select(order => order.Number())];
        var rdp = RdpAccountant.Rdp(new PoissonSampledGaussianEvent(p.Number("sigma"), p.Number("q")), orders);
        foreach (var ((_, wanted), got) in e.Zip(rdp))
            Cases.Near(wanted.Number(), got, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Wor))]
    public void Epsilon_WithoutReplacement_MatchesTheorem27(string id)
    {
        var (p, e) = Cases.Find("accounting_wor", id);
        var one = new WithoutReplacementGaussianEvent(p.Number("sigma"), (int)p.Number("sample_size"), (int)p.Number("dataset_size"));
        var report = PrivacyAccountant.Report([new(one, (int)p.Number("steps"))], p.Number("delta"), Neighbouring.ReplaceOne);

        Cases.Near(e["eps_rdp_default_orders"]![0].Number(), report.RdpEpsilon, 1e-6);
        Assert.Null(report.PldEpsilon);
        Assert.StartsWith("RDP", report.Basis, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Heterogeneous))]
    public void Epsilon_HeterogeneousRdp_Agrees(string id)
    {
        var (p, e) = Cases.Find("accounting_heterogeneous_rdp", id);
        var epsilon = PrivacyAccountant.Epsilon(
            p["parts"]!.AsArray().SelectMany(part => Cases.Poisson(part!.AsObject())), p.Number("delta"), method: AccountingMethod.Rdp);
        Assert.InRange(epsilon, e.Number("eps") * 0.99, e.Number("eps") * (1 + 1e-6)); // dp_accounting is up to 1 % high between orders.
    }

    [Fact]
    public void Opacus_Cases_Agree()
    {
        double[] orders = [.. RdpAccountant.DefaultOrders.Where(order => order < 64 && order != 11)];
        var rdp = RdpAccountant.Rdp([new(new PoissonSampledGaussianEvent(1.5, 0.04), 2250)], orders);
        Assert.Equal(7.32911117143, RdpAccountant.ToEpsilon(orders, rdp, 1e-5).Epsilon, 7);

        // A central-limit value lies below the truth; the accountant must not.
        var (p, e) = Cases.Find("opacus", "opacus/accountants_test_gdp_range_NOT_a_valid_bound");
        var lower = PrivacyAccountant.Report(Cases.Poisson(p), p.Number("delta")).PldLowerBound;
        Assert.True(lower > e.Number("high"), $"{lower}");
    }

    [Theory]
    [InlineData("r0.5_a8_d1e-5")]
    [InlineData("r0.01_a64_d1e-9")]
    public void ToEpsilon_OneOrder_IsProposition12(string id)
    {
        var (p, e) = Cases.Find("rdp_to_eps", "rdp_to_eps/" + id);
        Assert.Equal(e.Number("eps_improved"), RdpAccountant.ToEpsilon([p.Number("order")], [p.Number("rdp")], p.Number("delta")).Epsilon, 1e-12);
    }

    [Fact]
    public void ToEpsilon_PureDp_TakesTheLastOrder()
    {
        double[] orders = [.. Enumerable.Range(2, 31)];
        var (epsilon, order) = RdpAccountant.ToEpsilon(orders, [.. orders.Select(_ => 1.1)], 1e-5);
        Assert.Equal(1.32783806176, epsilon, 1e-7);
        Assert.Equal(32, order);
    }

    [Theory]
    [MemberData(nameof(Analytic))]
    public void AnalyticGaussian_MatchesFiftyDigits(string id)
    {
        var (p, e) = Cases.Find("analytic_gaussian", id);
        if (e.ContainsKey("delta"))
            Cases.Near(e.Number("delta"), AnalyticGaussian.Delta(p.Number("sigma"), p.Number("eps")), 1e-10);
        else if (e.ContainsKey("eps"))
            Cases.Near(e.Number("eps"), AnalyticGaussian.Epsilon(p.Number("sigma"), p.Number("delta")), 1e-9);
        else
            Cases.Near(e.Number("sigma"), AnalyticGaussian.NoiseMultiplier(p.Number("eps"), p.Number("delta")), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Zcdp))]
    public void ZeroConcentrated_MatchesCorollary13(string id)
    {
        var (p, e) = Cases.Find("zcdp", id);
        Cases.Near(e.Number("eps"), ZeroConcentrated.Epsilon(p.Number("rho"), p.Number("delta")), 1e-8);
        var report = PrivacyAccountant.Report([new(new ZeroConcentratedEvent(p.Number("rho")), 1)], p.Number("delta"));
        Assert.InRange(report.Epsilon, e.Number("eps"), e.Number("eps_loose"));
    }

    [Theory]
    [MemberData(nameof(Discrete))]
    public void DiscreteGaussian_MatchesFiftyDigits(string id)
    {
        var (p, e) = Cases.Find("discrete_gaussian", id);
        var variance = p.Number("sigma2");
        if (e.ContainsKey("pmf"))
        {
            Cases.Near(e.Number("normalizer"), DiscreteGaussian.Normalizer(variance), 1e-12);
            Cases.Near(e.Number("variance"), DiscreteGaussian.Variance(variance), 1e-12);
            foreach (var (k, mass) in e["pmf"]!.AsObject())
                Cases.Near(mass.Number(), DiscreteGaussian.Probability(long.Parse(k, System.Globalization.CultureInfo.InvariantCulture), variance), 1e-12);
        }
        else if (e.ContainsKey("delta"))
        {
            Cases.Near(e.Number("delta"), DiscreteGaussian.Delta(variance, (int)p.Number("sensitivity"), p.Number("eps")), 1e-10);
        }
        else
        {
            foreach (var (order, values) in e)
            {
                var alpha = double.Parse(order, System.Globalization.CultureInfo.InvariantCulture);
                var one = new DiscreteGaussianEvent(Math.Sqrt(variance), p.Number("sensitivity"), p.Number("q"));
                var got = RdpAccountant.Rdp(one, [alpha])[0];
                var wanted = values!.AsObject().Number("discrete_remove");
                Assert.True(got >= wanted * (1 - 1e-9), $"{order}: {got:R} below {wanted:R}");
                if (double.IsInteger(alpha))
                    Cases.Near(wanted, got, 1e-9);
            }
        }
    }
}
