using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Queries;

namespace Federated.ConsoleApp.Offline;

/// <summary>Says what a query will cost and how sharp its answer will be, and what the answer is.</summary>
public static class QueryText
{
    private const string NoNoise = "privacy mode none: no noise is added, NOT differentially private, and recorded as such";

    /// <summary>Before the launch: cost and precision, which follow from the plan.</summary>
    public static void Expectation(Screen screen, RunPlan plan)
    {
        var scale = QueryScale.Of(plan);
        Cost(screen, plan);
        screen.Table(
            ["statistic", "#bins", "#± 95 %"],
            [.. QueryStatistic.Of(plan).Select(statistic => new[]
            {
                statistic.Title,
                statistic.Count.ToString(CultureInfo.InvariantCulture),
                Margin(new QueryFigure(statistic.Title, string.Empty, 0, scale.Deviation * statistic.Bound)),
            })]);
    }

    /// <summary>The answer.</summary>
    public static void Answer(Screen screen, RunPlan plan, QueryAnswer answer)
    {
        Cost(screen, plan);
        screen.Fact("answered", string.Create(CultureInfo.InvariantCulture, $"{answer.Partners} of {plan.Cohort.Size} partners"));
        screen.Line();
        if (plan.Query!.Evaluation is not null)
        {
            EvaluationText.Show(screen, plan, EvaluationReport.Of(plan, answer));
            Missing(screen, plan, answer);
            return;
        }

        screen.Table(
            ["statistic", "bin", "#value", "#± 95 %"],
            [.. answer.Figures.Select(figure => new[] { figure.Statistic, figure.Bin, Value(figure), Margin(figure) })]);
        Missing(screen, plan, answer);
        if (plan.Privacy.Mode != PrivacyPlan.None)
            screen.Line("The interval covers the noise. A count may be negative or broken; rounding it costs nothing.");
    }

    private static void Missing(Screen screen, RunPlan plan, QueryAnswer answer)
    {
        if (answer.Partners < plan.Cohort.Size)
            screen.Warning("Not every partner answered: the figures are about those who did. The ledger says who.");
    }

    private static void Cost(Screen screen, RunPlan plan)
    {
        if (PrivacySchedule.Report(plan, plan.Rounds) is { } report && PrivacySchedule.Unit(plan) is { } unit)
            screen.Fact("epsilon", $"{Words.Epsilon(report.Epsilon)} ({Words.Basis(report.Delta, unit)}): {Accountants(report)}");
        else
            screen.Warning(NoNoise);
    }

    private static string Accountants(PrivacyReport report) => $"{Words.Epsilon(report.RdpEpsilon)} by RDP, {Words.Epsilon(report.PldEpsilon)} by PLD";

    /// <summary>As many decimals as the noise leaves meaning in.</summary>
    private static string Value(QueryFigure figure) => figure.Margin > 0
        ? figure.Value.ToString("F" + Decimals(figure).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : figure.Value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Margin(QueryFigure figure)
    {
        if (figure.Margin == 0)
            return "no noise";
        var decimals = Decimals(figure);
        var shift = Math.Pow(10, decimals);
        return (Math.Ceiling(figure.Margin * shift) / shift).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static int Decimals(QueryFigure figure) => Math.Clamp(1 - (int)Math.Floor(Math.Log10(figure.Margin)), 0, 15);
}
