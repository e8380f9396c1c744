using System.Collections.Immutable;

namespace Federated.Domain.Queries;

/// <summary>The figures of each group of a column.</summary>
/// <param name="Title">What the subgroups are called.</param>
/// <param name="Groups">The groups, in the plan's order.</param>
public sealed record EvaluationSubgroups(string Title, ImmutableArray<EvaluationGroup> Groups)
{
    /// <summary>The distance between the best and the worst group in one metric; null where fewer than two groups have it.</summary>
    public double? Gap(string metric)
    {
        var figures = Groups.Select(group => group.Metrics.Named()).Where(named => named.ContainsKey(metric)).Select(named => named[metric]).ToArray();
        return figures.Length > 1 ? figures.Max() - figures.Min() : null;
    }
}
