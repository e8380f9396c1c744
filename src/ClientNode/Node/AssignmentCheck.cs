using Federated.ClientNode.Ceilings;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Node;

/// <summary>What an assignment must satisfy before the partner's data are touched.</summary>
public static class AssignmentCheck
{
    /// <summary>Returns when the plan is the one that was announced, is valid, names its layout and stays within the ceilings.</summary>
    /// <exception cref="FederatedException">FED-1001, 1004, 1005 or 1206 says what does not hold.</exception>
    public static void Check(Assignment assignment, PartnerCeilings ceilings)
    {
        var hash = RunPlanFile.Hash(assignment.Plan);
        if (hash != assignment.PlanHash)
        {
            throw new FederatedException(ErrorCodes.PlanInvalid,
                $"Got a plan with hash {hash}, wanted {assignment.PlanHash}, which the assignment announces. Nothing was trained; compare with the plan that the ledger holds.");
        }

        RunPlanRules.Check(assignment.Plan);
        var layout = assignment.Plan.UploadLayout.Hash;
        if (layout != assignment.Layout)
        {
            throw new FederatedException(ErrorCodes.UpdateLayoutMismatch,
                $"Got an assignment for layout {assignment.Layout}; the plan's uploads have {layout}. Nothing was trained; node and silo must be of matching versions.");
        }

        CeilingCheck.Check(ceilings, assignment.Plan, assignment.Id);
    }
}
