using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>Checks that the mechanisms share.</summary>
internal static class MechanismChecks
{
    internal static void Positive(string what, double value)
    {
        if (!double.IsFinite(value) || value <= 0)
            throw Invalid($"Got {what} of {Text(value)}, wanted a finite, positive number. Correct the plan.");
    }

    internal static FederatedException Invalid(string message) => new(ErrorCodes.PlanInvalid, message);

    internal static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
