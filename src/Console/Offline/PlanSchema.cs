using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Offline;

/// <summary>The JSON schema of a plan, made from the types that read it.</summary>
public static class PlanSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema, indented.</summary>
    public static string Write()
    {
        var options = new JsonSerializerOptions(RunPlanFile.JsonOptions) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        var documentation = new DomainDocumentation();
        var schema = (JsonObject)options.GetJsonSchemaAsNode(typeof(RunPlan), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context, node, documentation),
        });
        schema["anyOf"] = new JsonArray(Requires("model"), Requires("query"));
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", RunPlan.CurrentSchema);
        return schema.ToJsonString(Indented);
    }

    private static JsonObject Requires(string member) => new() { ["required"] = new JsonArray(member) };

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node, DomainDocumentation documentation)
    {
        if (context.TypeInfo.Type == typeof(ContentHash?) && node is JsonValue)
            node = new JsonObject { ["type"] = new JsonArray("string", "null"), ["pattern"] = "^[0-9a-f]{64}$" };
        if (node is not JsonObject schema || context.PropertyInfo is not { } property)
            return node;
        if (documentation.SummaryOf(property.DeclaringType, property.AttributeProvider as System.Reflection.MemberInfo) is { } summary)
            schema.Insert(0, "description", summary);
        if (property.DeclaringType == typeof(RunPlan) && property.Name == "schema")
            schema["const"] = RunPlan.CurrentSchema;
        return schema;
    }
}
