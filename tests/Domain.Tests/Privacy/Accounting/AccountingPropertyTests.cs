using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Privacy.Accounting;

namespace Federated.Domain.Tests.Privacy.Accounting;

/// <summary>The laws of accounting, on random mechanisms. Upper bounds may exceed the exact value by the tolerance, so laws hold up to it.</summary>
public sealed class AccountingPropertyTests
{
    private const double Slack = 1 + 1e-3;

    private static readonly Gen<(double Sigma, double Rate, int Steps, double Delta)> Mechanisms =
        from sigma in Gen.Choose(50, 500)
        from rate in Gen.Elements(0.001, 0.01, 0.05, 0.2, 0.7, 1.0)
        from steps in Gen.Elements(1, 2, 7, 30, 200, 3000)
        from delta in Gen.Elements(1e-4, 1e-6, 1e-9, 1e-12)
        select (sigma / 100.0, rate, steps, delta);

    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(40);

    [Fact]
    public void Report_AnyMechanism_BoundsAreInOrder() => Holds(m =>
    {
        var report = PrivacyAccountant.Report(Events(m.Sigma, m.Rate, m.Steps), m.Delta);
        return report.PldLowerBound <= report.PldEpsilon && report.PldLowerBound <= report.RdpEpsilon
            && report.PldEpsilon <= report.RdpEpsilon * Slack + 1e-3 && report.Epsilon == Math.Min(report.RdpEpsilon, report.PldEpsilon!.Value);
    });

    [Fact]
    public void Epsilon_MoreNoise_CostsLess() => Holds(m =>
        Cost(m.Sigma * 1.1, m.Rate, m.Steps, m.Delta) <= Cost(m.Sigma, m.Rate, m.Steps, m.Delta) * Slack);

    [Fact]
    public void Epsilon_MoreSteps_CostMore() => Holds(m =>
        Cost(m.Sigma, m.Rate, m.Steps, m.Delta) <= Cost(m.Sigma, m.Rate, m.Steps + 1 + m.Steps / 10, m.Delta) * Slack);

    [Fact]
    public void Epsilon_HigherRate_CostsMore() => Holds(m =>
        Cost(m.Sigma, m.Rate * 0.8, m.Steps, m.Delta) <= Cost(m.Sigma, m.Rate, m.Steps, m.Delta) * Slack);

    [Fact]
    public void Composition_InParts_IsTheSame() => Holds(m =>
    {
        var one = PrivacyLossDistribution.Of(new PoissonSampledGaussianEvent(m.Sigma, m.Rate))!;
        var parts = one.Compose(m.Steps).Compose(one).Compose(one.Compose(2));
        var (got, wanted) = (parts.EpsilonFor(m.Delta), one.Compose(m.Steps + 3).EpsilonFor(m.Delta));
        return Math.Abs(got - wanted) <= 1e-12 * wanted; // Unsampled Gaussians are added in another order.
    });

    /// <summary>For one release the exact answer is known: log(1 + q (exp(e) - 1)), e the Gaussian's epsilon at delta / q.</summary>
    [Fact]
    public void Epsilon_OfOneSampledRelease_BracketsTheClosedForm() => Holds(m =>
    {
        var exact = m.Delta >= m.Rate ? 0 : Math.Log(1 + m.Rate * (Math.Exp(AnalyticGaussian.Epsilon(m.Sigma, m.Delta / m.Rate)) - 1));
        var report = PrivacyAccountant.Report(Events(m.Sigma, m.Rate, 1), m.Delta);
        return report.PldEpsilon >= exact * (1 - 1e-9) && report.PldEpsilon <= exact * 1.005 + 1e-3 && report.PldLowerBound <= exact * (1 + 1e-9);
    });

    [Fact]
    public void Rdp_Gaussian_IsNeverBelowTheExactEpsilon() => Holds(m =>
        PrivacyAccountant.Epsilon(Events(m.Sigma, 1, m.Steps), m.Delta, method: AccountingMethod.Rdp)
            >= AnalyticGaussian.Epsilon(m.Sigma / Math.Sqrt(m.Steps), m.Delta) * (1 - 1e-9));

    [Fact]
    public void Delta_AtTheEpsilonOfADelta_IsAboutIt() => Prop.ForAll(
        Mechanisms.Where(m => m.Delta > 1e-8).ToArbitrary(),
        m =>
        {
            var distribution = PrivacyLossDistribution.Of(new PoissonSampledGaussianEvent(m.Sigma, m.Rate))!.Compose(m.Steps);
            var epsilon = distribution.EpsilonFor(m.Delta);
            var (upper, lower) = (distribution.DeltaFor(epsilon), distribution.DeltaLowerBound(epsilon));
            return lower <= upper && lower <= m.Delta && (epsilon == 0 || upper >= 0.9 * m.Delta && upper <= 1.1 * m.Delta);
        }).Check(Quick.WithMaxTest(10));

    [Fact]
    public void Filter_Folds_AndNeverAdmitsMoreThanTheAccountant()
    {
        var one = new PoissonSampledGaussianEvent(1.5, 0.04);
        var filter = RenyiFilter.For(2, 1e-5, one);
        var cost = filter.Cost(one);
        var admitted = 0;
        for (var state = filter; state.Admits(cost); state = state.Charge(cost))
            admitted++;

        Assert.InRange(admitted, 10, Calibration.Rounds(rounds => [new(one, rounds)], 2, 1e-5, method: AccountingMethod.Rdp));
        Assert.True(filter.Fold([new(one, admitted - 1)]).Admits(one));
        Assert.False(filter.Fold([new(one, admitted)]).Admits(one));
        Tests.Models.Refusal.Of(Errors.ErrorCodes.PlanInvalid, () => filter.Fold([new(one, admitted + 1)]));
        Assert.Equal(filter.Charge(one).Charge(one), filter.Fold([new(one, 2)]));
        Assert.True(RenyiFilter.Create(2, 1e-5, [4, 8, 16]).Admits(one));
    }

    private static void Holds(Func<(double Sigma, double Rate, int Steps, double Delta), bool> law) =>
        Prop.ForAll(Mechanisms.ToArbitrary(), law).Check(Quick);

    private static double Cost(double sigma, double rate, int steps, double delta) =>
        PrivacyAccountant.Epsilon(Events(sigma, rate, steps), delta, method: AccountingMethod.Pld);

    private static ComposedEvent[] Events(double sigma, double rate, int steps) => [new(new PoissonSampledGaussianEvent(sigma, rate), steps)];
}
