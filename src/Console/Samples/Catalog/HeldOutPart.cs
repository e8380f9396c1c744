using Federated.Domain.Models;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>Holds examples out of a data set that has no test set of its own.</summary>
internal static class HeldOutPart
{
    /// <summary>Draws by the seed which examples are held out, one of <paramref name="part"/>.</summary>
    internal static (Dataset Training, Dataset HeldOut) Draw(Dataset all, ulong seed, int part = SampleData.HeldOutPart)
    {
        int[] order = [.. Enumerable.Range(0, all.Count)];
        new SeededRandom(SeededRandom.Derive(seed, "sample", "held-out")).Shuffle<int>(order);
        var heldOut = all.Count / part;
        return (all.Take(order.AsSpan(heldOut)), all.Take(order.AsSpan(0, heldOut)));
    }
}
