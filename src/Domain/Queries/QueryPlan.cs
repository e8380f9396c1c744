using System.Collections.Immutable;

namespace Federated.Domain.Queries;

/// <summary>
/// A question about the partners' records in place of a model to train: counts, sums and histograms, answered together by
/// one noised release. Bins, ranges and categories are public constants of the plan.
/// </summary>
public sealed record QueryPlan
{
    /// <summary>What is asked, at least one; all of them are released at once, so that one charge covers them.</summary>
    public required ImmutableArray<StatisticPlan> Statistics { get; init; }

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(QueryPlan? other) => other is not null && Statistics.AsSpan().SequenceEqual(other.Statistics.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Statistics.Length;
}
