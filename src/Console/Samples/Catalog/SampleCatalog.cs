using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Every sample.</summary>
public static class SampleCatalog
{
    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<Sample> All { get; } =
    [
        new Xor(), new Digits(), new MnistMlp(), new RandomLabels(), new WdbcLogistic(), new FashionMnistCnn(), new TextLstm(), new GptMini(),
        new Autoencoder(), new Gan(), new Recommender(), new Transfer(),
    ];

    /// <summary>Finds one by name.</summary>
    /// <exception cref="FederatedException">FED-1605.</exception>
    public static Sample Find(string name) => All.FirstOrDefault(sample => sample.Name == name)
        ?? throw new FederatedException(ErrorCodes.UsageInvalid, $"Got sample '{name}', wanted one of {string.Join(", ", All.Select(sample => sample.Name))}.");
}
