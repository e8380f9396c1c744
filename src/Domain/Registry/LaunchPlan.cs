using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Ledger;

namespace Federated.Domain.Registry;

/// <summary>The members of a launched plan that the registry reads. Anything else of it is not looked at, so that plans of other releases can be read.</summary>
/// <param name="Name">The plan's name, or null.</param>
/// <param name="Initial">The member <c>model.initial</c>, or null.</param>
/// <param name="Base">The member <c>model.transfer.base</c>, or null.</param>
/// <param name="Evaluates">True where there is a member <c>query.evaluation</c>: the run measures the model and makes none of its layout.</param>
internal sealed record LaunchPlan(string? Name, string? Initial, string? Base, bool Evaluates)
{
    public static LaunchPlan Of(RunLaunched launched)
    {
        try
        {
            var plan = JsonNode.Parse(launched.Plan) as JsonObject;
            var model = plan?["model"] as JsonObject;
            return new(
                Text(plan?["name"]), Text(model?["initial"]), Text((model?["transfer"] as JsonObject)?["base"]), (plan?["query"] as JsonObject)?["evaluation"] is JsonObject);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return new(null, null, null, false);
        }
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
