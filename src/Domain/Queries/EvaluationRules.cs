using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>What the plan of an evaluation must satisfy besides what every query must.</summary>
internal static class EvaluationRules
{
    /// <summary>The fewest partners of a spread: mean and deviation of two give both figures away.</summary>
    internal const int LeastSpread = 3;

    private const int MostScoreBins = 1 << 12;
    private const double LargestLoss = 1e6;
    private const double SmallestLoss = 1e-6;
    private const double LargestError = 1e7;

    /// <summary>Checks a plan whose query has an evaluation.</summary>
    /// <exception cref="FederatedException">FED-1001 names the first member that is wrong.</exception>
    internal static void Check(RunPlan plan)
    {
        var evaluation = plan.Query!.Evaluation!;
        Require(plan.Query.Statistics.IsDefaultOrEmpty, "query.statistics is given beside query.evaluation", "one of both: ask for statistics in a query of their own");
        Require(plan.Model is not null, "model is absent beside query.evaluation", "the architecture of the model to measure");
        Require(plan.Model!.Initial is not null, "model.initial is absent beside query.evaluation", "the hash of the model to measure, as 'fed model list' shows it");
        Require(plan.Model.Transfer is null, "model.transfer is given beside query.evaluation", "it left out: a model of parts cannot be measured at the nodes yet. Measure it on public data with 'fed model evaluate'");
        RunPlanRules.CheckData(plan);
        var objective = plan.Model.ToSpecification().Objective;
        CheckMetrics(evaluation, objective);
        CheckBounds(plan, evaluation);
        CheckSubgroups(evaluation.Subgroups);
        CheckSpread(plan, evaluation, objective);
        CheckTitles(plan);
    }

    private static void CheckMetrics(EvaluationPlan evaluation, Objective objective)
    {
        var allowed = EvaluationMeasures.Allowed(objective);
        CheckList("query.evaluation.metrics", evaluation.Metrics, allowed, $"a model of objective {objective}");
        Require(!evaluation.Metrics.IsDefaultOrEmpty, "query.evaluation.metrics is empty", $"at least one of {string.Join(", ", allowed)}");
    }

    private static void CheckBounds(RunPlan plan, EvaluationPlan evaluation)
    {
        var metrics = evaluation.Metrics;
        Require(evaluation.LossMaximum is null || metrics.Contains(EvaluationPlan.Loss), "query.evaluation.lossMaximum is given without the metric loss", "it only with that metric");
        Require(evaluation.LossMaximum is null or (>= SmallestLoss and <= LargestLoss), Got("query.evaluation.lossMaximum", evaluation.LossMaximum), "1e-6 to 1e6");
        Require(evaluation.ScoreBins is null || metrics.Contains(EvaluationPlan.Auc), "query.evaluation.scoreBins is given without the metric auc", "it only with that metric");
        Require(evaluation.ScoreBins is null or (>= 2 and <= MostScoreBins), Got("query.evaluation.scoreBins", evaluation.ScoreBins), $"2 to {MostScoreBins}");
        var errors = metrics.Contains(EvaluationPlan.Rmse) || metrics.Contains(EvaluationPlan.Mae) || metrics.Contains(EvaluationPlan.R2);
        Require(evaluation.ErrorMaximum is null || errors, "query.evaluation.errorMaximum is given without the metrics rmse, mae or r2", "it only with those metrics");
        Require(evaluation.ErrorMaximum is null || (evaluation.ErrorMaximum > 1 / LargestError && evaluation.ErrorMaximum <= LargestError),
            Got("query.evaluation.errorMaximum", evaluation.ErrorMaximum), "1e-7 to 1e7. Choose another unit");
        Require(!errors || EvaluationMeasures.ErrorMaximum(plan) is > 1 / LargestError and <= LargestError, "data.target has a range whose width is no use as a bound of errors", "a range 1e-7 to 1e7 wide");
    }

    private static void CheckSubgroups(ImmutableArray<SubgroupPlan> subgroups)
    {
        Require(!subgroups.IsDefault, "query.evaluation.subgroups is null", "a list, or no such member");
        for (var i = 0; i < subgroups.Length; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"query.evaluation.subgroups[{i}]");
            if (subgroups[i] is not { } by)
                throw QueryRules.Refuse($"{place} is null", "a column with groups");
            Require(by.Column.Length > 0, $"{place}.column is empty", "the name of a column");
            Require(by.Edges is null != by.Values is null, $"{place} has not one of edges and values", "either edges of numbers or values of texts");
            QueryRules.CheckBins(by.Values, by.Edges, place);
        }
    }

    private static void CheckSpread(RunPlan plan, EvaluationPlan evaluation, Objective objective)
    {
        CheckList("query.evaluation.spread", evaluation.Spread, EvaluationMeasures.AllowedSpread(objective), $"the spread of a model of objective {objective}");
        foreach (var metric in evaluation.Spread)
            Require(evaluation.Metrics.Contains(metric), $"query.evaluation.spread names '{metric}'", "metrics that query.evaluation.metrics names too");
        Require(evaluation.Spread.IsEmpty || plan.Cohort.Quorum >= LeastSpread, Got("cohort.quorum beside query.evaluation.spread", plan.Cohort.Quorum),
            $"at least {LeastSpread}: mean and deviation of two partners give both their figures away");
    }

    private static void CheckTitles(RunPlan plan)
    {
        var titles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statistic in QueryStatistic.Of(plan))
        {
            TensorName.Check(statistic.Title, ErrorCodes.PlanInvalid);
            Require(titles.Add(statistic.Title), $"the evaluation has two statistics {Excerpt.Of(statistic.Title)}", "subgroups with names, and classes, that differ");
        }
    }

    private static void CheckList(string member, ImmutableArray<string> given, ImmutableArray<string> allowed, string of)
    {
        Require(!given.IsDefault, $"{member} is null", "a list");
        foreach (var name in given)
            Require(name is not null && allowed.Contains(name), $"{member} names {Excerpt.Of(name)}", $"for {of} only {string.Join(", ", allowed)}");
        Require(given.Distinct(StringComparer.Ordinal).Count() == given.Length, $"{member} names a metric twice", "each once");
    }

    private static string Got(string member, double? value) => string.Create(CultureInfo.InvariantCulture, $"{member} is {value}");

    private static void Require(bool holds, string got, string wanted)
    {
        if (!holds)
            throw QueryRules.Refuse(got, wanted);
    }
}
