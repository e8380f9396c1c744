using Federated.Domain.Errors;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Privacy.Accounting;

public sealed class CalibrationTests
{
    public static TheoryData<string> Sigma => Cases.Ids("accounting_calibrate_sigma");

    public static TheoryData<string> Budget => Cases.Ids("budget_max_rounds");

    [Theory]
    [MemberData(nameof(Sigma))]
    public void NoiseMultiplier_ReferenceCase_AgreesAndKeepsTheBudget(string id)
    {
        var (p, e) = Cases.Find("accounting_calibrate_sigma", id);
        var method = (string)p["accountant"]! == "rdp" ? AccountingMethod.Rdp : AccountingMethod.Pld;
        var (budget, delta) = (p.Number("target_eps"), p.Number("delta"));
        ComposedEvent[] Events(double sigma) => [new(new PoissonSampledGaussianEvent(sigma, p.Number("q")), (int)p.Number("steps"))];

        var sigma = Calibration.NoiseMultiplier(Events, budget, delta, method: method);

        Cases.Near(e.Number("sigma"), sigma, 1e-4);
        Assert.True(PrivacyAccountant.Epsilon(Events(sigma), delta, method: method) <= budget);
        var less = Calibration.NoiseMultiplier(Events, budget, delta);
        Assert.True(less <= sigma && PrivacyAccountant.Report(Events(less), delta).Epsilon <= budget);
        Assert.True(PrivacyAccountant.Report(Events(less * 0.999), delta).Epsilon > budget);
    }

    [Theory]
    [InlineData(AccountingMethod.Rdp, "opacus/sigma_rdp_steps")]
    [InlineData(AccountingMethod.Pld, "opacus/sigma_prv_steps")]
    public void NoiseMultiplier_Opacus_AgreesWithinItsTolerance(AccountingMethod method, string id)
    {
        var (p, e) = Cases.Find("opacus", id);
        var sigma = Calibration.NoiseMultiplier(
            noise => [new(new PoissonSampledGaussianEvent(noise, p.Number("q")), (int)p.Number("steps"))],
            p.Number("eps"), p.Number("delta"), method: method);
        Assert.InRange(sigma, e.Number("sigma") - 2e-3, e.Number("sigma") + 2e-3);
    }

    [Theory]
    [MemberData(nameof(Budget))]
    public void Rounds_ReferenceCase_StopsWhereTheAccountantDoes(string id)
    {
        var (p, e) = Cases.Find("budget_max_rounds", id);
        int Rounds(AccountingMethod method) => Calibration.Rounds(
            rounds => [new(new PoissonSampledGaussianEvent(p.Number("sigma"), p.Number("q")), rounds)],
            p.Number("budget_eps"), p.Number("delta"), method: method);
        var most = e["max_rounds"]!.AsObject();

        Assert.Equal((int)most.Number("rdp_exact"), Rounds(AccountingMethod.Rdp));
        Assert.Equal((int)most.Number("pld"), Rounds(AccountingMethod.Pld));
        Assert.Equal((int)most.Number("pld"), Rounds(AccountingMethod.Tightest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void AnyParameter_NotFiniteAndPositive_IsRefused(double bad)
    {
        Refusal.Of(ErrorCodes.PlanInvalid, () => new GaussianEvent(bad));
        Refusal.Of(ErrorCodes.PlanInvalid, () => new PoissonSampledGaussianEvent(bad, 0.1));
        Refusal.Of(ErrorCodes.PlanInvalid, () => new PoissonSampledGaussianEvent(1, bad));
        Refusal.Of(ErrorCodes.PlanInvalid, () => new DiscreteGaussianEvent(bad, 1));
        Refusal.Of(ErrorCodes.PlanInvalid, () => new ZeroConcentratedEvent(bad));
        Refusal.Of(ErrorCodes.PlanInvalid, () => new WithoutReplacementGaussianEvent(bad, 1, 2));
        Refusal.Of(ErrorCodes.PlanInvalid, () => new TruncatedPoissonGaussianEvent(bad, 0.1, 10, 5));
        Refusal.Of(ErrorCodes.PlanInvalid, () => Calibration.NoiseMultiplier(noise => [new(new GaussianEvent(noise), 1)], bad, 1e-6));
        Refusal.Of(ErrorCodes.PlanInvalid, () => PrivacyAccountant.Report([new(new GaussianEvent(1), 1)], bad));
    }

    [Fact]
    public void DeltaBelowTheLeast_IsRefusedByThePldAndReportedByRdp()
    {
        var one = new PoissonSampledGaussianEvent(1, 0.01);
        Refusal.Of(ErrorCodes.PlanInvalid, () => PrivacyLossDistribution.Of(one)!.EpsilonFor(9e-13));

        var report = PrivacyAccountant.Report([new(one, 10)], 9e-13);

        Assert.Null(report.PldEpsilon);
        Assert.Equal(report.RdpEpsilon, report.Epsilon);
    }

    [Fact]
    public void WithoutReplacement_UnderAddOrRemove_IsRefused() => Refusal.Of(
        ErrorCodes.PlanInvalid, () => PrivacyAccountant.Report([new(new WithoutReplacementGaussianEvent(1, 1, 100), 1)], 1e-5));
}
