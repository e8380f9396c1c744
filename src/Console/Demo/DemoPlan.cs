using Federated.ConsoleApp.Samples;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Demo;

/// <summary>The sample plan of a data set, with what the command line changes.</summary>
public sealed class DemoPlan
{
    private readonly PlanTemplate _template;

    private DemoPlan(PlanTemplate template) => _template = template;

    /// <summary>How raw features become model inputs.</summary>
    public DataPlan Data => _template.Data;

    /// <summary>Number of classes.</summary>
    public int Classes => _template.Classes;

    /// <summary>Reads the template and puts in rounds, cohort and seed.</summary>
    /// <exception cref="FederatedException">FED-1002 when there is no such plan or it cannot be read.</exception>
    public static DemoPlan Read(DemoOptions options)
    {
        var path = Path.Combine(options.Samples, "plans", options.Dataset.Name + (options.Private ? ".json" : "-fedavg.json"));
        var template = PlanTemplate.Read(path, "Name the folder of samples with --samples.");
        if (options.Rounds is { } rounds)
            template.SetRounds(rounds);
        template.SetCohort(options.Partners);
        template.SetSeed(options.Seed);
        return new(template);
    }

    /// <summary>The whole plan, checked.</summary>
    /// <param name="shares">What each partner was given: its agreed number of examples, where the mode wants one.</param>
    /// <exception cref="FederatedException">FED-1001, FED-1002 or FED-1006 when it is not a plan that may run.</exception>
    public RunPlan Fill(IEnumerable<DemoShare> shares) => _template.Fill(shares.Select(share => KeyValuePair.Create(share.Partner, (long)share.Examples)));
}
