using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Metrics;

namespace Federated.ConsoleApp.Offline;

/// <summary>Metrics for people, and as JSON.</summary>
public static class MetricText
{
    private const int MostCells = 20;

    /// <summary>Every figure, the figures of each class, and the confusion matrix.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="report">What was measured.</param>
    /// <param name="classes">Names of the classes; numbers stand in where there are none.</param>
    public static void Show(Screen screen, MetricReport report, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(screen);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var (name, value) in Summary(report))
            screen.Fact(name, Number(value));
        if (report.Confusion is not { } matrix)
            return;
        screen.Line();
        screen.Table(
            ["class", "#precision", "#recall", "#f1", "#examples", "#auc"],
            [.. Enumerable.Range(0, matrix.Classes).Select(label => new[]
            {
                Name(classes, label), Number(matrix.Of(label).Precision), Number(matrix.Of(label).Recall), Number(matrix.Of(label).F1),
                Count(matrix.Of(label).Support), Auc(report, label) is { } auc ? Number(auc) : "-",
            })]);
        if (matrix.Classes > MostCells)
            return;
        screen.Line();
        screen.Table(
            ["true class, taken for", .. Enumerable.Range(0, matrix.Classes).Select(label => "#" + Name(classes, label))],
            [.. Enumerable.Range(0, matrix.Classes).Select(actual => (string[])
                [Name(classes, actual), .. Enumerable.Range(0, matrix.Classes).Select(predicted => Count(matrix[actual, predicted]))])]);
    }

    /// <summary>The same as JSON.</summary>
    public static JsonObject Json(MetricReport report, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(report);
        var json = new JsonObject
        {
            ["examples"] = report.Examples,
            ["metrics"] = new JsonObject(report.Named().Where(m => double.IsFinite(m.Value)).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)JsonValue.Create(m.Value)))),
        };
        if (report.Confusion is { } matrix)
        {
            json["classes"] = new JsonArray([.. Enumerable.Range(0, matrix.Classes).Select(label => new JsonObject
            {
                ["name"] = Name(classes, label),
                ["precision"] = matrix.Of(label).Precision,
                ["recall"] = matrix.Of(label).Recall,
                ["f1"] = matrix.Of(label).F1,
                ["support"] = matrix.Of(label).Support,
                ["auc"] = Auc(report, label),
            })]);
            json["confusion"] = new JsonArray([.. Enumerable.Range(0, matrix.Classes).Select(actual =>
                new JsonArray([.. Enumerable.Range(0, matrix.Classes).Select(predicted => JsonValue.Create(matrix[actual, predicted]))]))]);
        }

        return json;
    }

    /// <summary>A figure with four decimals, more where it is small.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) is > 0 and < 0.1 ? "0.######" : "0.0000", CultureInfo.InvariantCulture);

    /// <summary>A count, which noise may have broken.</summary>
    public static string Count(double value) => value.ToString(value.Equals(Math.Round(value)) ? "0" : "0.0", CultureInfo.InvariantCulture);

    // The figures of single classes stand in their own table.
    private static ImmutableArray<KeyValuePair<string, double>> Summary(MetricReport report) =>
        [.. report.Named().Where(m => !m.Key.Contains("-class-", StringComparison.Ordinal))];

    private static string Name(IReadOnlyList<string> classes, int label) => label < classes.Count ? classes[label] : label.ToString(CultureInfo.InvariantCulture);

    // Of two classes there is one curve, and it is both classes'.
    private static double? Auc(MetricReport report, int label) => report.AucByClass.Length == 1 ? report.AucByClass[0] : label < report.AucByClass.Length ? report.AucByClass[label] : null;
}
