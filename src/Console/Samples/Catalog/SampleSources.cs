using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Where the data of samples are.</summary>
/// <param name="Samples">The folder of plans and data that come with the project.</param>
/// <param name="FashionMnist">The folder of the Fashion-MNIST files.</param>
/// <param name="Mnist">The folder of the MNIST files.</param>
public sealed record SampleSources(string Samples, string FashionMnist, string Mnist)
{
    /// <summary>Where <c>./demo --sample mnist-mlp</c> puts the MNIST files, below the project's root.</summary>
    public const string MnistFolder = "artifacts/data/mnist";

    /// <summary>A file that comes with the project.</summary>
    public string Own(params string[] parts) => Path.Combine([Samples, .. parts]);

    /// <summary>A file that a package holds, packed or not.</summary>
    /// <exception cref="FederatedException">FED-1501 with how to get it.</exception>
    public static string Packaged(string folder, string name, string what, string remedy)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path
            : File.Exists(path + ".gz") ? path + ".gz"
            : throw new FederatedException(ErrorCodes.DataUnreadable, $"Got no {what} at {path}. {remedy}");
    }
}
