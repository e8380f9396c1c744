using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Diagnoses of breast masses by logistic regression: one linear layer and a sigmoid.</summary>
public sealed class WdbcLogistic : ClassifierSample
{
    /// <inheritdoc/>
    public override string Name => "wdbc-logistic";

    /// <inheritdoc/>
    public override string Summary => "diagnoses of breast masses, logistic regression with one sigmoid output";

    /// <inheritdoc/>
    public override string Source => "comes along: samples/wdbc, 569 diagnoses, UCI";

    /// <inheritdoc/>
    public override SampleGoal Goal(int heldOut) => SampleGoal.AtLeast(0.92);

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed) =>
        HeldOutPart.Draw(CsvDatasetReader.Read(sources.Own("wdbc", "wdbc.csv"), PlanData.Columns(template.Data)), seed);
}
