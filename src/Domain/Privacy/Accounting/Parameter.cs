using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Domain.Privacy.Accounting;

/// <summary>Checks of the numbers that a guarantee rests on; each refuses with FED-1001.</summary>
internal static class Parameter
{
    internal static double Positive(string what, double value) => double.IsFinite(value) && value > 0
        ? value
        : throw Refuse($"Got {what} of {Text(value)}, it must be finite and positive.");

    internal static double NotNegative(string what, double value) => double.IsFinite(value) && value >= 0
        ? value
        : throw Refuse($"Got {what} of {Text(value)}, it must be finite and not negative.");

    internal static double Rate(string what, double value) => value is > 0 and <= 1
        ? value
        : throw Refuse($"Got {what} of {Text(value)}, it must be above 0 and at most 1.");

    internal static int AtLeast(string what, int value, int least) => value >= least
        ? value
        : throw Refuse($"Got {what} of {value}, it must be at least {least}.");

    internal static double Delta(double value, double least = 0) => value > 0 && value >= least && value < 1
        ? value
        : throw Refuse($"Got a delta of {Text(value)}, it must be above 0{(least > 0 ? $", at least {Text(least)}" : "")} and below 1.");

    internal static FederatedException Refuse(string message) =>
        new(ErrorCodes.PlanInvalid, message + " Correct the privacy settings of the plan.");

    internal static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
