using System.Collections.Immutable;

namespace Federated.Domain.Queries;

/// <summary>
/// A question about the partners' records in place of a model to train: counts, sums and histograms, or how well a model does on them,
/// answered together by one noised release. Bins, ranges and categories are public constants of the plan.
/// </summary>
public sealed record QueryPlan
{
    /// <summary>What is asked, at least one; all of them are released at once, so that one charge covers them. Empty beside an <see cref="Evaluation"/>.</summary>
    public ImmutableArray<StatisticPlan> Statistics { get; init; } = [];

    /// <summary>A model to measure, in place of statistics; absent for none.</summary>
    public EvaluationPlan? Evaluation { get; init; }

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(QueryPlan? other) => other is not null && Statistics.AsSpan().SequenceEqual(other.Statistics.AsSpan()) && Evaluation == other.Evaluation;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Statistics.Length, Evaluation);
}
