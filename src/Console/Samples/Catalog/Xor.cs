using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Exclusive or: what no linear model can tell. Partners hold copies of the four cases, and all four are asked.</summary>
public sealed class Xor : ClassifierSample
{
    private const int Copies = 16;

    /// <inheritdoc/>
    public override string Name => "xor";

    /// <inheritdoc/>
    public override string Summary => "exclusive or, a perceptron 2-8-1 with a sigmoid output: 4 of 4 right";

    /// <inheritdoc/>
    public override string Source => "made here: the four cases, 16 times each";

    /// <inheritdoc/>
    public override int Partners => 2;

    /// <inheritdoc/>
    public override SampleGoal Goal(int heldOut) => SampleGoal.AtLeast(1);

    /// <inheritdoc/>
    public override (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed)
    {
        var cases = new Dataset([0, 0, 0, 1, 1, 0, 1, 1], 2, [0, 1, 1, 0]);
        int[] copies = [.. Enumerable.Range(0, cases.Count * Copies).Select(i => i % cases.Count)];
        return (cases.Take(copies), cases);
    }
}
