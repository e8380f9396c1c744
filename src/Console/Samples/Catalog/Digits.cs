using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Handwritten digits of 8 x 8 pixels: the smallest set of images that a network is any good for.</summary>
public sealed class Digits : ClassifierSample
{
    /// <inheritdoc/>
    public override string Name => "digits";

    /// <inheritdoc/>
    public override string Summary => "handwritten digits of 8 x 8 pixels, a small perceptron";

    /// <inheritdoc/>
    public override string Source => "comes along: samples/digits, 1,797 images, UCI";

    /// <inheritdoc/>
    public override SampleGoal Goal(int heldOut) => SampleGoal.AtLeast(0.93);

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed) =>
        HeldOutPart.Draw(CsvDatasetReader.Read(sources.Own("digits", "digits.csv"), PlanData.Columns(template.Data)), seed);
}
