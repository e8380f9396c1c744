using Federated.ConsoleApp.Offline;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Demo;

/// <summary>The sample plan of a data set, with what the command line changes.</summary>
public static class DemoPlan
{
    /// <summary>Reads and adapts it.</summary>
    public static RunPlan Read(DemoOptions options)
    {
        var plan = PlanFile.Read(Path.Combine(options.Samples, "plans", options.Dataset.Name + ".json"));
        plan = plan with
        {
            Rounds = options.Rounds ?? plan.Rounds,
            Cohort = plan.Cohort with { Size = options.Partners, Quorum = options.Partners },
        };
        RunPlanRules.Check(plan);
        return plan;
    }
}
