using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.Domain.Privacy.Budgets;

/// <summary>
/// A run may start only when its whole schedule fits what is left; an adaptive one when a first round does, and every round
/// is checked again before it is assigned. The same rule holds at the coordinator, against the agreement in the ledger, and at the
/// partner's node, against the partner's own ceiling.
/// </summary>
public static class BudgetRule
{
    /// <summary>Checks a run against a budget.</summary>
    /// <param name="budget">What is allowed.</param>
    /// <param name="before">What other runs were charged, of the same unit.</param>
    /// <param name="plan">The new run's plan.</param>
    /// <param name="run">The new run.</param>
    /// <param name="whose">How the message names the budget, for example <c>the budget of 'hospital-1'</c>.</param>
    /// <exception cref="FederatedException">FED-1007 says what would fit.</exception>
    public static void Check(PrivacyBudget budget, IReadOnlyCollection<RunCharge> before, RunPlan plan, RunId run, string whose)
    {
        if (PrivacySchedule.IsAdaptive(plan))
        {
            CheckRound(budget, before, plan, run, [], RunFilter.FirstNoise(plan), whose);
            return;
        }

        double With(int rounds) => BudgetAccount.Epsilon([.. before, new RunCharge(run, PrivacySchedule.Events(plan, rounds))], budget);

        var wanted = With(plan.Rounds);
        if (wanted <= budget.Epsilon)
            return;
        var fits = LargestThatFits(plan.Rounds - 1, rounds => With(rounds) <= budget.Epsilon);
        throw new FederatedException(ErrorCodes.BudgetExceeded, string.Create(CultureInfo.InvariantCulture,
            $"With {plan.Rounds} rounds this run would bring epsilon to {wanted:0.###} at delta {budget.Delta:0.##e+0} per {Name(budget.Unit)}; {whose} allows {budget.Epsilon:0.###}")
            + string.Create(CultureInfo.InvariantCulture, $" and {BudgetAccount.Epsilon(before, budget):0.###} of it is spent. ")
            + (fits > 0 ? $"{fits} rounds would fit; or raise privacy.noiseMultiplier." : "Not even one round would fit: raise privacy.noiseMultiplier, or agree on a larger budget."));
    }

    /// <summary>Checks the next round of an adaptive run against a budget.</summary>
    /// <param name="budget">What is allowed.</param>
    /// <param name="before">What other runs were charged, of the same unit.</param>
    /// <param name="plan">The run's plan.</param>
    /// <param name="run">The run.</param>
    /// <param name="reserved">The noise multiplier of each of its rounds so far, in millionths.</param>
    /// <param name="next">That of the next round.</param>
    /// <param name="whose">How the message names the budget.</param>
    /// <exception cref="FederatedException">FED-1007 names the budget.</exception>
    public static void CheckRound(
        PrivacyBudget budget, IReadOnlyCollection<RunCharge> before, RunPlan plan, RunId run, IEnumerable<long> reserved, long next, string whose)
    {
        var wanted = BudgetAccount.Epsilon([.. before, RunCharge.Adaptive(run, PrivacySchedule.Events(plan, reserved.Append(next)))], budget);
        if (wanted <= budget.Epsilon)
            return;
        throw new FederatedException(ErrorCodes.BudgetExceeded, FormattableString.Invariant(
            $"One more round with noise multiplier {RoundTerms.Multiplier(next)} would bring epsilon to {wanted:0.###} at delta {budget.Delta:0.##e+0} per {Name(budget.Unit)}; {whose} allows {budget.Epsilon:0.###} over all runs."));
    }

    /// <summary>The largest number of rounds, 0 to <paramref name="most"/>, that fits; cost grows with the rounds.</summary>
    private static int LargestThatFits(int most, Func<int, bool> fits)
    {
        var (low, high) = (0, most);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (fits(middle))
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private static string Name(PrivacyUnit unit) => unit == PrivacyUnit.Record ? "record" : "partner";
}
