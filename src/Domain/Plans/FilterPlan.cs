using System.Collections.Immutable;

namespace Federated.Domain.Plans;

/// <summary>
/// Makes a run adaptive: its noise multiplier may be changed between rounds, and it may be stopped at any time, both
/// depending on what it put out. Every round is admitted by a Renyi filter before it is assigned; the run ends where the filter does.
/// </summary>
public sealed record FilterPlan
{
    /// <summary>The epsilon of the whole run at the plan's delta, however many rounds it has in the end: at most 1,000.</summary>
    public required double Epsilon { get; init; }

    /// <summary>
    /// The Renyi orders, 1 to 8 whole numbers from 2 to 1024, each with an equal part of delta; absent for the one order that admits
    /// the most rounds like the first. They are fixed before the first output.
    /// </summary>
    public ImmutableArray<int>? Orders { get; init; }

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(FilterPlan? other) => other is not null && Epsilon.Equals(other.Epsilon) && (Orders, other.Orders) switch
    {
        ({ } one, { } two) => one.AsSpan().SequenceEqual(two.AsSpan()),
        (null, null) => true,
        _ => false,
    };

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Epsilon, Orders?.Length);
}
