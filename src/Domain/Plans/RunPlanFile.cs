using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Plans;

/// <summary>Reads a plan from JSON and writes its canonical form.</summary>
public static class RunPlanFile
{
    // Their defaults would look, in the plan of a query, as if something were trained.
    private static readonly string[] NotOfQueries = ["training", "strategy", "coordinateBound", "maxExamples"];

    /// <summary>How plans are written: camel case, no unknown members, comments and trailing commas allowed on reading.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        // In canonical form a layer's members are in order of their names, and "layer", which says what it is, is not the first.
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutOfQueries } },
    };

    private const int Remembered = 32;

    // The same few texts are read many times in every round. Plans are immutable, so the answer to the same text can be shared.
    private static readonly ConcurrentDictionary<string, RunPlan> Known = new(StringComparer.Ordinal);

    private static string EveryLayer => $"Every layer has a \"layer\", one of {string.Join(", ", Layer.Kinds)}.";

    /// <summary>Reads and checks a plan.</summary>
    /// <exception cref="FederatedException">FED-1002 when the text is not a plan; FED-1001 when a value is out of range.</exception>
    public static RunPlan Parse(string json)
    {
        if (Known.TryGetValue(json, out var known))
            return known;
        var plan = Read(json);
        if (Known.Count >= Remembered)
            Known.Clear();
        Known.TryAdd(json, plan);
        return plan;
    }

    private static RunPlan Read(string json)
    {
        RunPlan? plan;
        try
        {
            plan = JsonSerializer.Deserialize<RunPlan>(json, JsonOptions);
        }
        catch (JsonException e)
        {
            throw new FederatedException(ErrorCodes.PlanUnreadable,
                $"The plan cannot be read at line {e.LineNumber + 1}, {e.Path ?? "$"}: {FirstSentence(e.Message)} "
                + Layers(e)
                + "'fed plan schema' prints what a plan may hold.", inner: e);
        }

        catch (NotSupportedException e)
        {
            throw new FederatedException(ErrorCodes.PlanUnreadable, $"The plan cannot be read: a layer does not say which it is. {EveryLayer} 'fed plan schema' prints what a plan may hold.", inner: e);
        }

        if (plan is null)
            throw new FederatedException(ErrorCodes.PlanUnreadable, "Got 'null', wanted a plan. 'fed plan schema' prints what a plan may hold.");
        RunPlanRules.Check(plan);
        return plan;
    }

    /// <summary>The canonical text of a plan: every member of its kind written out, RFC 8785.</summary>
    public static byte[] Canonical(RunPlan plan) => CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(plan, JsonOptions));

    /// <summary>The hash that names the plan.</summary>
    public static ContentHash Hash(RunPlan plan) => ContentHash.Of(Canonical(plan));

    private static void LeaveOutOfQueries(JsonTypeInfo type)
    {
        if (type.Type != typeof(RunPlan))
            return;
        foreach (var property in type.Properties.Where(property => NotOfQueries.Contains(property.Name, StringComparer.Ordinal)))
            property.ShouldSerialize = static (plan, _) => ((RunPlan)plan).Query is null;
    }

    /// <summary>Which layers there are, where a plan names another one.</summary>
    private static string Layers(JsonException e) => e.Path?.Contains(".layers", StringComparison.Ordinal) == true ? $"{EveryLayer} " : string.Empty;

    private static string FirstSentence(string message)
    {
        var cut = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return cut < 0 ? message : message[..cut];
    }
}
