using System.Text.Json.Nodes;

namespace Federated.Domain.Tests.Privacy.Noise;

/// <summary>Reference cases, from the sources that each names, embedded in this assembly.</summary>
internal static class NoiseCases
{
    public static IReadOnlyList<JsonNode> Read(string name)
    {
        using var stream = typeof(NoiseCases).Assembly.GetManifestResourceStream($"Federated.Domain.Tests.Privacy.Noise.cases.{name}.json")
            ?? throw new InvalidOperationException($"No embedded cases '{name}'.");
        return [.. JsonNode.Parse(stream)!.AsArray().Select(node => node!)];
    }

    public static double Number(JsonNode node) => double.Parse(node.ToString(), System.Globalization.CultureInfo.InvariantCulture);

    public static void Close(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"Got {actual:R}, wanted {expected:R} to {tolerance}.");
}
