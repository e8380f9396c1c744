using System.Collections.Immutable;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>
/// One statistic of a query as it is counted, checked and released, whether the plan spells it out or an evaluation is made of it. A
/// record adds at most <see cref="Bound"/>, in size, to one bin of it at most.
/// </summary>
public sealed class QueryStatistic
{
    private readonly Func<ImmutableArray<string>> _names;

    internal QueryStatistic(string title, int count, double bound, Func<ImmutableArray<string>> names)
    {
        (Title, Count, Bound, _names) = (title, count, bound, names);
    }

    /// <summary>The name, also of the tensor that holds the answer.</summary>
    public string Title { get; }

    /// <summary>The number of bins, at least 1.</summary>
    public int Count { get; }

    /// <summary>B: the most that one record can move the statistic, in the statistic's own unit.</summary>
    public double Bound { get; }

    /// <summary>What the bins are called, for people; one empty name where there is nothing to tell apart. Made at each call.</summary>
    public ImmutableArray<string> Names => _names();

    /// <summary>True where a record adds a whole bound or nothing: the totals are counts.</summary>
    internal bool Whole { get; init; }

    /// <summary>True where a record may take away.</summary>
    internal bool Signed { get; init; }

    /// <summary>True for a single number, whose tensor has no dimension.</summary>
    internal bool Scalar { get; init; }

    /// <summary>The statistics of a plan's query, in the order of the release. Made at each call.</summary>
    public static ImmutableArray<QueryStatistic> Of(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Query!.Evaluation is not null
            ? EvaluationShape.Of(plan).Statistics
            : [.. plan.Query.Statistics.Select(statistic => Of(statistic, plan.Data.Classes))];
    }

    private static QueryStatistic Of(StatisticPlan statistic, ImmutableArray<string> classes) =>
        new(statistic.Title, QueryBins.Count(statistic, classes), statistic.Bound, () => QueryBins.Names(statistic, classes))
        {
            Whole = !statistic.AddsNumbers,
            Signed = statistic.Kind == StatisticPlan.Sum,
            Scalar = statistic.Kind is not (StatisticPlan.Labels or StatisticPlan.Histogram),
        };
}
