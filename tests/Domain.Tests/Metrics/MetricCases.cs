using System.Text.Json.Nodes;

namespace Federated.Domain.Tests.Metrics;

/// <summary>Figures of scikit-learn, made by cases/metrics.py and embedded in this assembly.</summary>
internal static class MetricCases
{
    public static IReadOnlyList<JsonObject> Read(string group)
    {
        using var stream = typeof(MetricCases).Assembly.GetManifestResourceStream("Federated.Domain.Tests.Metrics.cases.metrics.json")
            ?? throw new InvalidOperationException("No embedded cases 'metrics'.");
        return [.. JsonNode.Parse(stream)![group]!.AsArray().Select(n => n!.AsObject())];
    }

    public static double Number(this JsonObject of, string member) => of[member]!.GetValue<double>();

    public static int Integer(this JsonObject of, string member) => of[member]!.GetValue<int>();

    public static double[] Numbers(this JsonObject of, string member) => [.. of[member]!.AsArray().Select(n => n!.GetValue<double>())];

    public static int[] Integers(this JsonObject of, string member) => [.. of[member]!.AsArray().Select(n => n!.GetValue<int>())];

    public static bool[] Flags(this JsonObject of, string member) => [.. of[member]!.AsArray().Select(n => n!.GetValue<bool>())];
}
