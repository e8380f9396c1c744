using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>What every rule asks of its numbers and of the members that came.</summary>
internal static class RobustChecks
{
    internal static void Enough(IRobustAggregator rule, IMemberUpdates updates)
    {
        ArgumentNullException.ThrowIfNull(updates);
        if (updates.Members.Length < rule.LeastMembers)
        {
            throw new FederatedException(ErrorCodes.RoundFailed,
                $"Got {updates.Members.Length} updates for rule '{rule.Name}', wanted at least {rule.LeastMembers}. Raise the quorum of the plan, or take a rule that needs fewer.");
        }
    }

    internal static FederatedException Invalid(string what, object? got, string wanted) => new(ErrorCodes.PlanInvalid,
        $"Got {Convert.ToString(got, CultureInfo.InvariantCulture) switch { null or "" => "none", var text => text }} as {what}, wanted {wanted}. Correct the plan.");
}
