using Federated.Domain.Errors;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// A rule that takes the place of the mean where some members may send anything. It needs the single updates, so it cannot be had
/// together with secure aggregation, and it counts every member once: a weight that a member declares would be a way to lie.
/// </summary>
/// <remarks>Pure, and the same bits on every processor, for any number of threads and any order in which the updates came.</remarks>
public interface IRobustAggregator
{
    /// <summary>The rule as a plan spells it.</summary>
    string Name { get; }

    /// <summary>The fewest members for which the rule means anything; a plan's quorum is at least this.</summary>
    int LeastMembers { get; }

    /// <summary>The rule's result.</summary>
    /// <exception cref="FederatedException">FED-1307: fewer than <see cref="LeastMembers"/>; FED-1204: a value that is not finite.</exception>
    RobustMean Aggregate(IMemberUpdates updates);
}
