using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;

namespace Federated.Domain.Tests.Privacy.Budgets;

public sealed class BudgetAccountTests
{
    private static readonly RunId First = RunId.Parse("first");
    private static readonly RunId Second = RunId.Parse("second");
    private static readonly PrivacyBudget Three = new(PrivacyUnit.Record, 3, 1e-5);
    private static readonly ImmutableArray<ComposedEvent> Declared = PrivacySchedule.Events(PrivatePlans.RecordCentral, 200);

    [Theory]
    [InlineData(3, 1e-5, new[] { 4, 9 })]
    [InlineData(10, 1e-5, new[] { 2, 3 })]
    [InlineData(1000, 1e-5, new[] { 2 })]
    [InlineData(1e-6, 1e-12, new[] { 1024 })]
    [InlineData(0, 1e-5, new[] { 1024 })]
    public void Orders_OfABudget_FollowFromItAlone(double epsilon, double delta, int[] orders) =>
        Assert.Equal(orders, BudgetAccount.Orders(new(PrivacyUnit.Record, epsilon, delta)));

    [Fact]
    public void Epsilon_OfOneDeclaredRun_IsTheBetterOfRenyiAndLossDistribution()
    {
        var report = PrivacyAccountant.Report(Declared, 1e-5);

        Assert.Equal(report.Epsilon, BudgetAccount.Epsilon([new(First, Declared)], Three));
        Assert.True(report.PldEpsilon < report.RdpEpsilon);
    }

    [Fact]
    public void Epsilon_OfOneAdaptiveRun_IsNeverByLossDistribution()
    {
        var byFilter = BudgetAccount.Epsilon([RunCharge.Adaptive(First, Declared)], Three);

        Assert.True(byFilter > PrivacyAccountant.Report(Declared, 1e-5).RdpEpsilon);
        Assert.Equal(byFilter, RenyiFilter.Create(1000, 1e-5, [4, 9]).Fold(Declared).Reading);
    }

    // The best of many orders, picked afterwards at the whole delta, is what an adversary could make the books pick: never report less.
    [Fact]
    public void Epsilon_OfSeveralRuns_IsAtFixedOrdersAndNeverBelowTheBestOfAll() => Prop.ForAll(
        Gen.Choose(1, 300).ToArbitrary(), Gen.Choose(1, 300).ToArbitrary(), Gen.Elements(0.8, 1.7, 4, 20).ToArbitrary(), (one, two, noise) =>
        {
            ImmutableArray<ComposedEvent> a = [new(new PoissonSampledGaussianEvent(noise, 0.05), one)];
            ImmutableArray<ComposedEvent> b = [new(new GaussianEvent(10 * noise), two)];
            var together = BudgetAccount.Epsilon([new(First, a), new(Second, b)], Three);
            return together >= PrivacyAccountant.Report([.. a, .. b], 1e-5).RdpEpsilon - 1e-9
                && together == BudgetAccount.Epsilon([new(Second, b), RunCharge.Adaptive(First, a)], Three);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Epsilon_AtTheBudget_AgreesWithAFilterAtItsOrders() => Prop.ForAll(
        Gen.Choose(50, 400).ToArbitrary(), Gen.Elements(1.0, 1.7, 3, 6).ToArbitrary(), (rounds, noise) =>
        {
            ImmutableArray<ComposedEvent> events = [new(new PoissonSampledGaussianEvent(noise, 1.0 / 15), rounds)];
            var filter = RenyiFilter.Create(3, 1e-5, [4, 9]);
            var admits = filter.Admits([.. filter.Cost(events[0].Event).Select(cost => cost * rounds)]);
            return admits == (BudgetAccount.Epsilon([RunCharge.Adaptive(First, events)], Three) <= 3);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Epsilon_OfARunThatEndedEarly_GivesBackWhatTheFilterHadAdmitted()
    {
        var six = Three with { Epsilon = 6 };
        var charge = new RunCharge(First, Declared, PrivacySchedule.Events(PrivatePlans.RecordCentral, 10));
        var other = RunCharge.Adaptive(Second, PrivacySchedule.Events(PrivatePlans.RecordCentral, 1));

        Assert.True(BudgetAccount.Epsilon([charge, other], six) < BudgetAccount.Epsilon([charge with { Used = null }, other], six));
        Assert.InRange(BudgetAccount.Epsilon([charge], six), 0.01, BudgetAccount.Epsilon([charge with { Used = null }], six));
    }

    // It fits three only by its loss distribution. Giving back what it did not use would spend the delta twice.
    [Fact]
    public void Epsilon_OfARunAdmittedByLossDistributionAlone_GivesNothingBack()
    {
        var charge = new RunCharge(First, Declared, PrivacySchedule.Events(PrivatePlans.RecordCentral, 10));
        var other = RunCharge.Adaptive(Second, PrivacySchedule.Events(PrivatePlans.RecordCentral, 1));

        Assert.True(BudgetAccount.Epsilon([charge with { Used = null }], Three) <= 3);
        Assert.True(BudgetAccount.Epsilon([charge, other], Three) > 3);
    }
}
