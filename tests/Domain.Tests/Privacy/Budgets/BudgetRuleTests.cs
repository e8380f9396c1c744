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
    public void Check_AnAdaptiveRun_NeedsRoomForOneRoundOnly()
    {
        var half = new PrivacyBudget(PrivacyUnit.Record, 0.5, 1e-5);

        BudgetRule.Check(Three, [], PrivatePlans.Adaptive(10), First, "the budget");
        var refusal = Assert.Throws<FederatedException>(() => BudgetRule.Check(half with { Epsilon = 0.01 }, [], PrivatePlans.Adaptive(10), First, "the budget of 'ann'"));

        Assert.Equal(ErrorCodes.BudgetExceeded, refusal.Code);
        Assert.Contains("the budget of 'ann' allows 0.01 over all runs", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckRound_RoundByRound_StopsWhereTheBudgetsFilterDoes()
    {
        var plan = PrivatePlans.Adaptive(100);
        var reserved = new List<long>();
        while (reserved.Count < 10_000 && Fits(reserved))
            reserved.Add(1_700_000);

        Assert.InRange(reserved.Count, 150, 250);
        Assert.InRange(Epsilon(reserved), 2.9, 3);
        Assert.True(Epsilon([.. reserved, 1_700_000]) > 3);
        // The same rounds with more noise leave room for more.
        Assert.True(Epsilon([.. reserved.Select(_ => 3_400_000L)]) < 1.5);

        bool Fits(List<long> before)
        {
            try
            {
                BudgetRule.CheckRound(Three, [], plan, First, before, 1_700_000, "the budget");
                return true;
            }
            catch (FederatedException e) when (e.Code == ErrorCodes.BudgetExceeded)
            {
                return false;
            }
        }

        double Epsilon(IEnumerable<long> rounds) => BudgetAccount.Epsilon([RunCharge.Adaptive(First, PrivacySchedule.Events(plan, rounds))], Three);
    }
}
