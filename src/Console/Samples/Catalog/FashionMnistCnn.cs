using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Pictures of clothes by two convolutions.</summary>
public sealed class FashionMnistCnn : ClassifierSample
{
    /// <inheritdoc/>
    public override string Name => "fashion-mnist-cnn";

    /// <inheritdoc/>
    public override string Summary => "pictures of clothes, two convolutions and a hidden layer";

    /// <inheritdoc/>
    public override string Source => "Debian package dataset-fashion-mnist: 60,000 + 10,000 images";

    /// <inheritdoc/>
    public override SampleGoal Goal(int heldOut) => SampleGoal.AtLeast(0.85);

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed) =>
        (SampleData.FashionTraining(sources.FashionMnist, template.Classes), SampleData.FashionTest(sources.FashionMnist, template.Classes));
}
