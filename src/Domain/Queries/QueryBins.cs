using System.Collections.Immutable;
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
            { Kind: StatisticPlan.Histogram } => new FieldBins(statistic.Values, statistic.Edges).Names,
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
        return QueryStatistic.Of(plan).Sum(statistic => statistic.Count);
    }

    private static ParameterLayout Layout(RunPlan plan, ImmutableArray<int> outer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return ParameterLayout.Create(QueryStatistic.Of(plan).Select(statistic => new ParameterTensor(
            statistic.Title, statistic.Scalar ? outer : [.. outer, statistic.Count])));
    }
}
