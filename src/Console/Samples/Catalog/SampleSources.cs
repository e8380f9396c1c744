using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Where the data of samples are.</summary>
/// <param name="Samples">The folder of plans and data that come with the project.</param>
/// <param name="FashionMnist">The folder of the Fashion-MNIST files.</param>
/// <param name="Mnist">The folder of the MNIST files.</param>
/// <param name="Text">A file of verses, or null for those of the program <c>bible</c>.</param>
/// <param name="Output">The folder of what samples make.</param>
public sealed record SampleSources(string Samples, string FashionMnist, string Mnist, string? Text, string Output)
{
    /// <summary>Where <c>./demo --sample</c> puts the MNIST files, below the project's root.</summary>
    public const string MnistFolder = "artifacts/data/mnist";

    /// <summary>Where samples put what they make, below the project's root.</summary>
    public const string OutputFolder = "artifacts/samples";

    /// <summary>A file that comes with the project.</summary>
    public string Own(params string[] parts) => Path.Combine([Samples, .. parts]);

    /// <summary>The plan of a name.</summary>
    public PlanTemplate Plan(string name) => PlanTemplate.Read(Own("plans", name + ".json"), "It comes with the project.");

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
