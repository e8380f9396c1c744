using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>What the plan of a query must satisfy besides what every plan must; its mode is checked by <see cref="Privacy.ModeRules"/>.</summary>
internal static class QueryRules
{
    private const int MostStatistics = 256;
    private const int MostBins = 1 << 16;
    private const double LargestBound = 1e15;
    private const double SmallestBound = 1e-15;

    /// <summary>Checks a plan that has a query.</summary>
    /// <exception cref="FederatedException">FED-1001 names the first member that is wrong.</exception>
    public static void Check(RunPlan plan)
    {
        Require(plan.Model is null, "model", "a query trains none");
        Require(plan.Training == new TrainingPlan(), "training", "a query trains nothing");
        Require(plan.Strategy == new StrategyPlan(), "strategy", "a query takes no step");
        Require(plan.Aggregation is null, "aggregation", "totals are added up; there is no mean to make robust");
        Require(plan.Codec is null, "codec", "the digits of a query must arrive as they were sent");
        Require(plan.CoordinateBound.Equals(RunPlan.DefaultCoordinateBound), "coordinateBound", "a query's bounds follow from its statistics");
        Require(plan.MaxExamples == RunPlan.DefaultMaxExamples, "maxExamples", "every record of a query weighs the same");
        Require(plan.Data == new DataPlan { Label = plan.Data.Label, Classes = plan.Data.Classes }, "data, but for label and classes,",
            "a query reads the columns that its statistics name, as they are");
        if (plan.Rounds != 1)
            throw Refuse($"rounds is {plan.Rounds}", "1: a query is answered once; ask again in a new run, which is charged again");
        Check(plan.Query!, plan.Data.Classes);
    }

    private static void Check(QueryPlan query, ImmutableArray<string> classes)
    {
        var statistics = query.Statistics.IsDefault ? [] : query.Statistics;
        if (statistics.Length is < 1 or > MostStatistics)
            throw Refuse($"query.statistics holds {statistics.Length}", $"1 to {MostStatistics}");
        var titles = new HashSet<string>(StringComparer.Ordinal);
        var bins = 0L;
        foreach (var (statistic, place) in statistics.Select((statistic, i) => (statistic, $"query.statistics[{i}]")))
        {
            if (statistic is null)
                throw Refuse($"{place} is null", "a statistic");
            CheckMembers(statistic, place);
            CheckKind(statistic, place, classes);
            TensorName.Check(statistic.Title, ErrorCodes.PlanInvalid);
            if (!titles.Add(statistic.Title))
                throw Refuse($"{place} is called {Excerpt.Of(statistic.Title)} like another one", "names that differ");
            bins += QueryBins.Count(statistic, classes);
        }

        if (bins > MostBins)
            throw Refuse($"the query has {bins} bins", $"at most {MostBins}");
    }

    /// <summary>Members that a kind does not use are refused: they would look as if they meant something.</summary>
    private static void CheckMembers(StatisticPlan statistic, string place)
    {
        (string Member, bool Given, string[] Kinds)[] members =
        [
            ("column", statistic.Column is not null, [StatisticPlan.Count, StatisticPlan.Present, StatisticPlan.Sum, StatisticPlan.Squares, StatisticPlan.Histogram]),
            ("equals", statistic.EqualTo is not null, [StatisticPlan.Count]),
            ("minimum", statistic.Minimum is not null, [StatisticPlan.Sum, StatisticPlan.Squares]),
            ("maximum", statistic.Maximum is not null, [StatisticPlan.Sum, StatisticPlan.Squares]),
            ("origin", statistic.Origin is not null, [StatisticPlan.Sum, StatisticPlan.Squares]),
            ("edges", statistic.Edges is not null, [StatisticPlan.Histogram]),
            ("values", statistic.Values is not null, [StatisticPlan.Histogram]),
        ];
        foreach (var (member, given, kinds) in members)
        {
            if (given && !kinds.Contains(statistic.Kind, StringComparer.Ordinal))
                throw Refuse($"{place} of kind {Excerpt.Of(statistic.Kind)} has {member}", $"it only in kind {string.Join(" or ", kinds)}");
        }
    }

    private static void CheckKind(StatisticPlan statistic, string place, ImmutableArray<string> classes)
    {
        switch (statistic.Kind)
        {
            case StatisticPlan.Count:
                if (statistic.Column is null != statistic.EqualTo is null)
                    throw Refuse($"{place} has half of column and equals", "both, or neither for a count of all records");
                if (statistic.EqualTo is { } text && text != text.Trim())
                    throw Refuse($"{place}.equals has blanks around it", "none: fields are compared without those around them");
                break;
            case StatisticPlan.Present:
                if (statistic.Column is null)
                    throw Refuse($"{place} lacks the column", "it: the column whose numbers are counted");
                break;
            case StatisticPlan.Sum or StatisticPlan.Squares:
                if (statistic is not { Column: not null, Minimum: { } low, Maximum: { } high })
                    throw Refuse($"{place} lacks column, minimum or maximum", "all three: noise is sized by the largest value");
                if (!double.IsFinite(statistic.Origin ?? 0) || !(double.IsFinite(low) && double.IsFinite(high) && low < high) || statistic.Bound is < SmallestBound or > LargestBound)
                    throw Refuse(string.Create(CultureInfo.InvariantCulture, $"{place} has the range {low} to {high}"), "a low end below the high end, 1e-15 to 1e15 in size. Choose another unit");
                break;
            case StatisticPlan.Histogram:
                if (statistic.Column is null || statistic.Edges is null == statistic.Values is null)
                    throw Refuse($"{place} lacks column, or has not one of edges and values", "a column with either edges of numbers or values of categories");
                CheckBins(statistic, place);
                break;
            case StatisticPlan.Labels:
                if (classes.IsEmpty)
                    throw Refuse($"{place} asks for labels, but data.classes is empty", "the list of classes, one bin each");
                CheckTexts("data.classes", classes);
                break;
            default:
                throw Refuse($"{place} is of kind {Excerpt.Of(statistic.Kind)}", "count, present, sum, squares, histogram or labels");
        }
    }

    private static void CheckBins(StatisticPlan statistic, string place)
    {
        if (statistic.Values is { } values)
        {
            CheckTexts(place + ".values", values);
            return;
        }

        var edges = statistic.Edges!.Value;
        if (edges.Length < 2 || edges.Any(edge => !double.IsFinite(edge)) || Enumerable.Range(1, edges.Length - 1).Any(i => edges[i - 1] >= edges[i]))
            throw Refuse($"{place}.edges do not increase, or are fewer than two", "at least two finite numbers, each above the one before");
    }

    private static void CheckTexts(string member, ImmutableArray<string> texts)
    {
        if (texts.IsEmpty || texts.Any(text => text is null || text != text.Trim()) || texts.Distinct(StringComparer.Ordinal).Count() != texts.Length)
            throw Refuse($"{member} is empty, or holds a text twice or with blanks around it", "texts that differ, without blanks around them");
    }

    private static void Require(bool absent, string member, string reason)
    {
        if (!absent)
            throw Refuse($"{member} is given beside a query", $"it left out, because {reason}");
    }

    private static FederatedException Refuse(string got, string wanted) => new(ErrorCodes.PlanInvalid, $"In the plan, {got}; wanted {wanted}.");
}
