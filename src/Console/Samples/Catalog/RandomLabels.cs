using Federated.Domain.Models;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// The negative control: 1,000 examples of 10 uniform features, with labels that have nothing to do with them. A model that does better
/// than guessing on held-out examples has seen them.
/// </summary>
public sealed class RandomLabels : ClassifierSample
{
    private const int Examples = 1000;
    private const int Features = 10;
    private const int Labels = 10;
    private const ulong DataSeed = 42;

    /// <inheritdoc/>
    public override string Name => "random-labels";

    /// <inheritdoc/>
    public override string Summary => "labels drawn at random: nothing may be found";

    /// <inheritdoc/>
    public override string Source => "made here, seed 42";

    /// <inheritdoc/>
    public override int Partners => 2;

    /// <inheritdoc/>
    public override SampleGoal Goal(int heldOut) => SampleGoal.Guessing(heldOut, 1.0 / Labels);

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed)
    {
        var random = new SeededRandom(DataSeed);
        var features = new float[Examples * Features];
        foreach (ref var value in features.AsSpan())
            value = (float)random.NextDouble();
        var labels = new long[Examples];
        foreach (ref var label in labels.AsSpan())
            label = random.NextInt(Labels);
        return HeldOutPart.Draw(new(features, Features, labels), DataSeed);
    }
}
