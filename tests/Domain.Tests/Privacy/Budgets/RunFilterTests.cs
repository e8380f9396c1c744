using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Budgets;

namespace Federated.Domain.Tests.Privacy.Budgets;

public sealed class RunFilterTests
{
    [Theory]
    [InlineData(PrivacyPlan.RecordCentral)]
    [InlineData(PrivacyPlan.RecordLocal)]
    [InlineData(PrivacyPlan.PartnerCentral)]
    public void Of_WithoutOrders_IsOneWholeOrderThatAdmitsTheMost(string mode)
    {
        var plan = PrivatePlans.Adaptive(20, mode);
        var filter = RunFilter.Of(plan);

        var order = Assert.Single(filter.Orders);
        Assert.True(order >= 2 && double.IsInteger(order));
        var most = Rounds(plan);
        for (var other = 2; other <= 64; other++)
            Assert.True(Rounds(plan with { Privacy = plan.Privacy with { Filter = new() { Epsilon = 20, Orders = [other] } } }) <= most);
    }

    [Fact]
    public void Of_WithOrders_HasThese() =>
        Assert.Equal(
        new double[] { 3, 8 },
        RunFilter.Of(PrivatePlans.Adaptive(3) with { Privacy = PrivatePlans.Adaptive(3).Privacy with { Filter = new() { Epsilon = 3, Orders = [8, 3] } } }).Orders.ToArray());

    [Fact]
    public void Cost_OfARecordLocalRound_IsThatOfAllItsSteps()
    {
        var plan = PrivatePlans.Adaptive(20, PrivacyPlan.RecordLocal);
        var filter = RunFilter.Of(plan);

        var step = filter.Cost(new PoissonSampledGaussianEvent(1.7, 0.1))[0];

        Assert.Equal(10, PrivacySchedule.LocalSteps(plan));
        Assert.Equal(10 * step, RunFilter.Cost(filter, plan, 1_700_000)[0], 12);
    }

    // Whatever noise is chosen for the next round, the odometer never passes the filter's epsilon, and a refusal means that it would.
    [Fact]
    public void Admits_AnyChoiceOfNoise_NeverPassesEpsilon() => Prop.ForAll(
        Gen.Choose(215_000, 13_600_000).Select(noise => (long)noise).ListOf(60).ToArbitrary(), choices =>
        {
            var plan = PrivatePlans.Adaptive(2);
            var reserved = new List<long>();
            foreach (var noise in choices)
            {
                var spent = RunFilter.After(plan, reserved);
                var fits = RunFilter.Admits(plan, reserved, noise);
                var cost = RunFilter.Cost(spent, plan, noise)[0];
                var reading = RdpAccountant.ToEpsilon(spent.Orders.AsSpan(), [spent.Spent[0] + cost], 1e-5).Epsilon;
                if (fits != reading <= 2)
                    return false;
                if (fits)
                    reserved.Add(noise);
            }

            return RunFilter.Reading(plan, reserved) <= 2;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Check_AfterTheLastRound_SaysHowManyThereWere()
    {
        var plan = PrivatePlans.Adaptive(1);
        long[] reserved = [.. Enumerable.Repeat(1_700_000L, Rounds(plan))];

        var refusal = Assert.Throws<FederatedException>(() => RunFilter.Check(plan, reserved, 1_700_000));

        Assert.Equal(ErrorCodes.BudgetExceeded, refusal.Code);
        Assert.Contains($"After {reserved.Length} rounds the run's filter of epsilon 1", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(RunFilter.Reading(plan, reserved), 0.9, 1);
        Assert.Equal(0, RunFilter.Reading(plan, []));
    }

    [Fact]
    public void Events_ByNumberOfRounds_AreRefusedForAnAdaptiveRun()
    {
        Assert.Throws<InvalidOperationException>(() => PrivacySchedule.Events(PrivatePlans.Adaptive(3), 5));
        Assert.Throws<InvalidOperationException>(() => PrivacySchedule.Report(PrivatePlans.Adaptive(3), 5));
        Assert.Equal(3_000_000, PrivacySchedule.Reservation(PrivatePlans.Adaptive(3)));
        Assert.Equal(0, PrivacySchedule.SealedSpend(PrivatePlans.Adaptive(3), 3_000_000, 1));
    }

    private static int Rounds(RunPlan plan)
    {
        var filter = RunFilter.Of(plan);
        var cost = RunFilter.Cost(filter, plan, RunFilter.FirstNoise(plan));
        var rounds = 0;
        for (; filter.Admits(cost); rounds++)
            filter = filter.Charge(cost);
        return rounds;
    }
}
