using System.Globalization;
using System.Text.Json.Nodes;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Metrics;
using Federated.Domain.Plans;
using Federated.Domain.Queries;

namespace Federated.ConsoleApp.Offline;

/// <summary>A federated evaluation for people, and as JSON.</summary>
public static class EvaluationText
{
    private static readonly string[] Columns =
        [MetricNames.Accuracy, MetricNames.BalancedAccuracy, MetricNames.F1Macro, MetricNames.Loss, MetricNames.Perplexity, MetricNames.Auc, MetricNames.Rmse, MetricNames.Mae, MetricNames.R2];

    /// <summary>All figures.</summary>
    public static void Show(Screen screen, RunPlan plan, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(screen);
        ArgumentNullException.ThrowIfNull(report);
        screen.Fact("examples", MetricText.Count(report.Overall.Metrics.Examples) + Margin(report.Overall, "examples", "0"));
        foreach (var metric in (string[])[MetricNames.Accuracy, MetricNames.Loss])
        {
            if (report.Overall.Deviations.TryGetValue(metric, out var deviation) && deviation > 0)
                screen.Fact($"{metric} ± 95 %", Margin(report.Overall, metric, "0.0000").TrimStart());
        }

        MetricText.Show(screen, report.Overall.Metrics, report.Classes);
        foreach (var by in report.Subgroups)
            Subgroups(screen, by);
        Spreads(screen, report);
        if (plan.Privacy.Mode != PrivacyPlan.None)
            screen.Line("Noise is in every sum: a share of few examples says little, and a group's examples are a figure with the error above.");
    }

    /// <summary>The same as JSON.</summary>
    public static JsonObject Json(RunPlan plan, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(report);
        return new JsonObject
        {
            ["model"] = plan.Model.Initial.ToString(),
            ["mode"] = plan.Privacy.Mode,
            ["partners"] = report.Partners,
            ["overall"] = Json(report, report.Overall),
            ["subgroups"] = new JsonObject(report.Subgroups.Select(by => KeyValuePair.Create(
                by.Title, (JsonNode?)new JsonObject(by.Groups.Select(group => KeyValuePair.Create(group.Name, (JsonNode?)Json(report, group))))))),
            ["spread"] = new JsonObject(report.Spreads.Select(spread => KeyValuePair.Create(spread.Metric, (JsonNode?)new JsonObject
            {
                ["partners"] = spread.Count,
                ["mean"] = spread.Mean,
                ["deviation"] = spread.Deviation,
                ["low"] = spread.Low,
                ["high"] = spread.High,
                ["histogram"] = new JsonArray([.. spread.Partners.Select(partners => JsonValue.Create(partners))]),
            }))),
        };
    }

    private static JsonObject Json(EvaluationReport report, EvaluationGroup group)
    {
        var json = MetricText.Json(group.Metrics, report.Classes);
        json["standardErrors"] = new JsonObject(group.Deviations.Where(d => double.IsFinite(d.Value)).Select(d => KeyValuePair.Create(d.Key, (JsonNode?)JsonValue.Create(d.Value))));
        return json;
    }

    private static void Subgroups(Screen screen, EvaluationSubgroups by)
    {
        string[] measured = [.. Columns.Where(metric => by.Groups.Any(group => group.Metrics.Named().ContainsKey(metric)))];
        screen.Line();
        screen.Table(
            [by.Title, "#examples", .. measured.Select(metric => "#" + metric)],
            [
                .. by.Groups.Select(group => group.Metrics.Named() is var named ? (string[])
                    [group.Name, MetricText.Count(group.Metrics.Examples), .. measured.Select(metric => named.TryGetValue(metric, out var value) ? MetricText.Number(value) : "-")] : []),
                ["largest gap", string.Empty, .. measured.Select(metric => by.Gap(metric) is { } gap ? MetricText.Number(gap) : "-")],
            ]);
    }

    private static void Spreads(Screen screen, EvaluationReport report)
    {
        if (report.Spreads.IsEmpty)
            return;
        screen.Line();
        screen.Table(
            ["spread between partners", "#partners", "#mean", "#deviation", "lowest", "highest"],
            [.. report.Spreads.Select(spread => new[]
            {
                spread.Metric, spread.Count.ToString(CultureInfo.InvariantCulture), MetricText.Number(spread.Mean), MetricText.Number(spread.Deviation),
                spread.Low is { } low ? Range(spread, low) : "-", spread.High is { } high ? Range(spread, high - (spread.Largest / spread.Partners.Length)) : "-",
            })]);
    }

    private static string Range(MetricSpread spread, double from) =>
        string.Create(CultureInfo.InvariantCulture, $"{from:0.####} to {from + (spread.Largest / spread.Partners.Length):0.####}");

    private static string Margin(EvaluationGroup group, string metric, string format) => group.Deviations.TryGetValue(metric, out var deviation) && deviation > 0
        ? $" ± {new QueryFigure(metric, string.Empty, 0, deviation).Margin.ToString(format, CultureInfo.InvariantCulture)}"
        : string.Empty;
}
