using Federated.ConsoleApp.Samples;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Simulation;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Simulate;

/// <summary>What virtual partners train on, and what models are measured on.</summary>
/// <param name="Shares">The partners' shares.</param>
/// <param name="Inputs">All of them together, as model inputs.</param>
/// <param name="HeldOut">Raw examples of the data set that no partner has; null when it has none.</param>
internal sealed record SimulationData(SharedData Shares, Dataset Inputs, Dataset? HeldOut)
{
    /// <summary>Loads a data set once and gives it out.</summary>
    /// <exception cref="FederatedException">15xx when the data cannot be read or given out; FED-1605 for a partition that is none.</exception>
    public static SimulationData Load(SimulateOptions options, PlanTemplate template)
    {
        var partition = options.Sample is null ? Partition.Parse(options.Partition) : null;
        var (raw, heldOut) = Raw(options, template);
        var shares = partition?.Split(raw.Labels.Span, options.Partners, options.Seed) ?? options.Sample!.Share(raw, options.Seed);
        var inputs = PlanData.Inputs(template.Data, raw);
        return new(new(inputs, shares), inputs, heldOut);
    }

    /// <summary>The agreed numbers of examples: what each partner was given.</summary>
    public IEnumerable<KeyValuePair<string, long>> Examples =>
        Shares.Partners.Select((partner, index) => KeyValuePair.Create(partner.ToString(), (long)Shares.Examples(index)));

    /// <summary>A scorer over what is held out, or null.</summary>
    /// <exception cref="FederatedException">FED-1502 or FED-1504.</exception>
    public ModelScorer? Scorer(RunPlan plan) => HeldOut is null ? null : ModelScorer.FromRaw(plan, HeldOut);

    private static (Dataset Raw, Dataset? HeldOut) Raw(SimulateOptions options, PlanTemplate template)
    {
        if (options.Sample is { } sample)
            return sample.Load(options.Sources, template, options.Seed);
        if (options.Dataset == SampleDataset.FashionMnist)
            return (SampleData.FashionTraining(options.FashionMnist, template.Classes), SampleData.FashionTest(options.FashionMnist, template.Classes));
        if (options.Dataset is not null)
            return SampleData.Wdbc(options.Samples!, template.Data, options.Seed);
        return options.Files is [var images, var labels]
            ? (IdxReader.Read(images, labels, template.Classes), null)
            : (new ExampleReader(template.Data, template.Classes, Pseudonyms.Passing()).Csv(options.Files[0]).Data, null);
    }
}
