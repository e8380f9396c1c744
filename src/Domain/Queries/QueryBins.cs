using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>The bins of a query, and how they are laid out in the upload and in the answer.</summary>
public static class QueryBins
{
    /// <summary>The number of bins of a statistic; 1 for a count or a sum.</summary>
    /// <param name="statistic">The statistic.</param>
    /// <param name="classes">The classes of the plan's data.</param>
    public static int Count(StatisticPlan statistic, ImmutableArray<string> classes)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return statistic.Kind switch
        {
            StatisticPlan.Labels => classes.Length,
            StatisticPlan.Histogram => statistic.Values?.Length ?? statistic.Edges!.Value.Length - 1,
            _ => 1,
        };
    }

    /// <summary>What the bins are called, for people; one empty name for a count or a sum.</summary>
    public static ImmutableArray<string> Names(StatisticPlan statistic, ImmutableArray<string> classes)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return statistic switch
        {
            { Kind: StatisticPlan.Labels } => classes,
            { Values: { } values } => values,
            { Edges: { } edges } => [.. Enumerable.Range(0, edges.Length - 1).Select(i => string.Create(
                CultureInfo.InvariantCulture, $"{edges[i]} to {(i == edges.Length - 2 ? string.Empty : "below ")}{edges[i + 1]}"))],
            _ => [string.Empty],
        };
    }

    /// <summary>The answer's tensors: one a statistic, of one value a bin, a scalar for a count or a sum.</summary>
    public static ParameterLayout Released(RunPlan plan) => Layout(plan, []);

    /// <summary>An upload's tensors: the limbs (<see cref="Limbs"/>) of every bin, the lowest of all bins first.</summary>
    public static ParameterLayout Uploaded(RunPlan plan) => Layout(plan, [Limbs.Count]);

    /// <summary>The number of values in the answer.</summary>
    public static int Dimension(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Query!.Statistics.Sum(statistic => Count(statistic, plan.Data.Classes));
    }

    private static ParameterLayout Layout(RunPlan plan, ImmutableArray<int> outer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return ParameterLayout.Create(plan.Query!.Statistics.Select(statistic => new ParameterTensor(
            statistic.Title,
            statistic.Kind is StatisticPlan.Labels or StatisticPlan.Histogram ? [.. outer, Count(statistic, plan.Data.Classes)] : outer)));
    }
}
