using static TorchSharp.torch;

namespace Federated.TorchSteps;

/// <summary>What this program compares.</summary>
internal static class Comparisons
{
    /// <summary>This build against PyTorch: the same model, start, batch and optimiser.</summary>
    public static IEnumerable<Comparison> All(string python) =>
        Sides.Select(side => new Comparison(side.Name, side.Target, side.StepsPerTurn, side.Own, () => PythonSide.Start(python, side.Name), SameLoss: true));

    /// <summary>One model that trains here.</summary>
    public static ISide Own(string name) => Sides.Single(side => string.Equals(side.Name, name, StringComparison.Ordinal)).Own();

    private static IEnumerable<(string Name, double Target, int StepsPerTurn, Func<ISide> Own)> Sides =>
    [
        ("mlp", 1.0, 20, () => OwnSide.Start(Models.Mlp, Models.Sgd, () => randn(32, 784), 10)),
        ("mlp-adam", 1.0, 20, () => OwnSide.Start(Models.Mlp, Models.Adam, () => randn(32, 784), 10)),
        ("cnn", 1.0, 3, () => OwnSide.Start(Models.Cnn, Models.Sgd, () => randn(32, 1, 28, 28), 10)),
        ("lstm", 1.05, 2, () => OwnSide.Start(Models.Recurrent, Models.Adam, Models.Words, 10)),
        ("transformer", 1.05, 2, () => OwnSide.Start(Models.Transformer, Models.Adam, Models.Words, 10)),
    ];
}
