using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Domain.Strategies;

/// <summary>Checks the numbers of a strategy as they come from a plan.</summary>
internal static class StrategyNumbers
{
    internal static double Positive(string what, double value) =>
        double.IsFinite(value) && value > 0 ? value : throw Refuse(what, value, "a finite, positive number");

    internal static double Fraction(string what, double value) =>
        value is >= 0 and < 1 ? value : throw Refuse(what, value, "a number from 0 to below 1");

    private static FederatedException Refuse(string what, double value, string wanted) => new(ErrorCodes.PlanInvalid,
        $"Got {value.ToString(CultureInfo.InvariantCulture)} as the server strategy's {what}, wanted {wanted}. Correct the plan.");
}
