using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Samples;

/// <summary>A data set that comes with a plan.</summary>
/// <param name="Name">As on the command line; also the name of its private plan in samples/plans; the plan of mode none is called NAME-fedavg.</param>
/// <param name="PartnerPrefix">The first part of its partners' names.</param>
/// <param name="PrivateFloor">The least mean accuracy that the private plan is stated to reach, 0 to 1.</param>
/// <param name="PlainFloor">As much for the plan of mode none.</param>
public sealed record SampleDataset(string Name, string PartnerPrefix, double PrivateFloor, double PlainFloor)
{
    /// <summary>60,000 + 10,000 images of clothes, 28 x 28 pixels, ten classes.</summary>
    public static SampleDataset FashionMnist { get; } = new("fashion-mnist", "partner", 0.88, 0.84);

    /// <summary>569 diagnoses of breast masses, 30 features, two classes.</summary>
    public static SampleDataset Wdbc { get; } = new("wdbc", "hospital", 0.93, 0.93);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SampleDataset> All { get; } = [FashionMnist, Wdbc];

    /// <summary>Finds one by name.</summary>
    /// <exception cref="FederatedException">FED-1605.</exception>
    public static SampleDataset Parse(string name) => All.FirstOrDefault(dataset => dataset.Name == name)
        ?? throw new FederatedException(ErrorCodes.UsageInvalid, $"Got --data '{name}', wanted {string.Join(" or ", All.Select(dataset => dataset.Name))}.");
}
