using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Domain.Ledger;

/// <summary>Tells launches of adaptive runs from others.</summary>
public static class AdaptiveLaunch
{
    /// <summary>The plan of an adaptive run; null for any other, whose plan is not read for it.</summary>
    /// <exception cref="FederatedException">FED-1001 or FED-1006: it says that it is adaptive and is no valid plan.</exception>
    public static RunPlan? PlanOf(RunLaunched launched)
    {
        ArgumentNullException.ThrowIfNull(launched);
        try
        {
            return JsonNode.Parse(launched.Plan) is JsonObject plan && plan["privacy"] is JsonObject privacy && privacy["filter"] is not null
                ? RunPlanFile.Parse(launched.Plan)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
