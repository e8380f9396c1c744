using System.Globalization;
using System.Text.Json.Nodes;
using Federated.Domain.Privacy.Accounting;

namespace Federated.Domain.Tests.Privacy.Accounting;

/// <summary>Reference cases from dp_accounting 0.6.0, Opacus, prv_accountant, mpmath and the papers, embedded in this assembly.</summary>
internal static class Cases
{
    internal static IReadOnlyList<JsonObject> Read(string name)
    {
        using var stream = typeof(Cases).Assembly.GetManifestResourceStream($"Federated.Domain.Tests.Privacy.Accounting.cases.{name}.json")
            ?? throw new InvalidOperationException($"No embedded cases '{name}'.");
        return [.. JsonNode.Parse(stream)!.AsArray().Select(node => node!.AsObject())];
    }

    internal static TheoryData<string> Ids(string name) => [.. Read(name).Select(one => (string)one["id"]!)];

    internal static (JsonObject Params, JsonObject Expected) Find(string name, string id)
    {
        var one = Read(name).Single(candidate => (string)candidate["id"]! == id);
        return (one["params"]!.AsObject(), one["expected"]!.AsObject());
    }

    /// <summary>A number, or a decimal string.</summary>
    internal static double Number(this JsonNode? node) =>
        node!.GetValueKind() == System.Text.Json.JsonValueKind.String
            ? double.Parse((string)node!, CultureInfo.InvariantCulture)
            : (double)node!;

    internal static double Number(this JsonObject node, string name) => node[name].Number();

    internal static ComposedEvent[] Poisson(JsonObject p) =>
        [new(new PoissonSampledGaussianEvent(p.Number("sigma"), p.Number("q")), (int)p.Number("steps"))];

    internal static void Near(double wanted, double got, double relative) =>
        Assert.True(Math.Abs(got - wanted) <= relative * Math.Abs(wanted), $"got {got:R}, wanted {wanted:R} within {relative}");
}
