using System.Runtime.CompilerServices;
using Federated.ClientNode.Ceilings;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Node;

/// <summary>What an assignment must satisfy before the partner's data are touched.</summary>
public static class AssignmentCheck
{
    private static readonly ConditionalWeakTable<RunPlan, PlanFacts> Known = [];

    /// <summary>
    /// Returns when the plan is the one that was announced, is valid, allows the terms of the round, names its layout and stays within the
    /// ceilings.
    /// </summary>
    /// <exception cref="FederatedException">FED-1001, 1004, 1005 or 1206 says what does not hold.</exception>
    public static void Check(Assignment assignment, PartnerCeilings ceilings)
    {
        // The same plan comes with every round of a run, and is the same object as long as its text is the same.
        var (hash, layout) = Known.GetValue(assignment.Plan, static plan =>
        {
            RunPlanRules.Check(plan);
            return new(RunPlanFile.Hash(plan), plan.UploadLayout.Hash);
        });
        if (hash != assignment.PlanHash)
        {
            throw new FederatedException(ErrorCodes.PlanInvalid,
                $"Got a plan with hash {hash}, wanted {assignment.PlanHash}, which the assignment announces. Nothing was trained; compare with the plan that the ledger holds.");
        }

        RoundTermsRule.Check(assignment.Plan, assignment.Terms);
        if (layout != assignment.Layout)
        {
            throw new FederatedException(ErrorCodes.UpdateLayoutMismatch,
                $"Got an assignment for layout {assignment.Layout}; the plan's uploads have {layout}. Nothing was trained; node and silo must be of matching versions.");
        }

        // Every partner must measure the one model that the plan names, or the sums mean nothing.
        if (assignment.Plan.Query?.Evaluation is not null && assignment.BaseModel != assignment.Plan.Model.Initial)
        {
            throw new FederatedException(ErrorCodes.PlanInvalid,
                $"Got an assignment to measure model {assignment.BaseModel}; the plan names {assignment.Plan.Model.Initial}. Nothing was measured.");
        }

        CeilingCheck.Check(ceilings, assignment.Plan, assignment.Id);
    }

    private sealed record PlanFacts(ContentHash Hash, ContentHash Layout);
}
