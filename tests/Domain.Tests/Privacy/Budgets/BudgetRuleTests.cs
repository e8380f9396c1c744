using Federated.Domain.Errors;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;

namespace Federated.Domain.Tests.Privacy.Budgets;

public sealed class BudgetRuleTests
{
    private static readonly RunId First = RunId.Parse("first");
    private static readonly RunId Second = RunId.Parse("second");
    private static readonly PrivacyBudget Three = new(PrivacyUnit.Record, 3, 1e-5);

    [Fact]
    public void Check_TheMeasuredPlanUnderThree_Fits() => BudgetRule.Check(Three, [], PrivatePlans.RecordCentral, First, "the budget");

    [Fact]
    public void Check_MoreRoundsThanFit_SaysHowManyWould()
    {
        var plan = PrivatePlans.RecordCentral with { Rounds = 2000 };

        var refusal = Assert.Throws<FederatedException>(() => BudgetRule.Check(Three, [], plan, First, "the budget of 'ann'"));

        Assert.Equal(ErrorCodes.BudgetExceeded, refusal.Code);
        var fits = int.Parse(refusal.Message.Split(" rounds would fit")[0].Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        BudgetRule.Check(Three, [], plan with { Rounds = fits }, First, "the budget");
        Assert.Throws<FederatedException>(() => BudgetRule.Check(Three, [], plan with { Rounds = fits + 1 }, First, "the budget"));
    }

    [Fact]
    public void Check_ASecondRun_IsComposedWithTheFirst()
    {
        var spent = new RunCharge(First, PrivacySchedule.Events(PrivatePlans.RecordCentral, 200));

        Assert.Throws<FederatedException>(() => BudgetRule.Check(Three, [spent], PrivatePlans.RecordCentral, Second, "the budget"));
        BudgetRule.Check(Three with { Epsilon = 6 }, [spent], PrivatePlans.RecordCentral, Second, "the budget");
    }

    [Fact]
    public void Epsilon_OfTwoRuns_IsByRenyiOrdersAndBelowTheSum()
    {
        var charge = new RunCharge(First, PrivacySchedule.Events(PrivatePlans.RecordCentral, 200));
        var one = BudgetAccount.Epsilon([charge], 1e-5);
        var two = BudgetAccount.Epsilon([charge, charge with { Run = Second }], 1e-5);

        Assert.InRange(one, 2.5, 2.72);
        Assert.InRange(two, one, 2 * one);
    }

    [Fact]
    public void Epsilon_OfARunThatEndedEarly_IsNeverAboveItsReservation()
    {
        var declared = PrivacySchedule.Events(PrivatePlans.RecordCentral, 200);
        var reserved = BudgetAccount.Epsilon([new(First, declared)], 1e-5);

        var barely = BudgetAccount.Epsilon([new(First, declared, PrivacySchedule.Events(PrivatePlans.RecordCentral, 10))], 1e-5);
        var nearly = BudgetAccount.Epsilon([new(First, declared, PrivacySchedule.Events(PrivatePlans.RecordCentral, 199))], 1e-5);

        Assert.InRange(barely, 0.01, reserved / 2);
        Assert.InRange(nearly, 0, reserved);
    }
}
