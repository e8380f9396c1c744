using Federated.Domain.Errors;
using Federated.Training.Randomness;

namespace Federated.Training.Data;

/// <summary>Splits examples in random order into shares whose sizes differ by one at most.</summary>
public static class IidPartitioner
{
    private const ulong Stream = 0x4949_4420; // "IID "

    /// <summary>Splits indices 0 to n - 1. The same arguments give the same shares on every machine.</summary>
    /// <param name="labels">[n]; only their number matters.</param>
    /// <param name="shareCount">k, at least 1 and at most n.</param>
    /// <param name="seed">Any value.</param>
    /// <returns>k shares of ascending indices; every index is in exactly one, and no share is empty.</returns>
    /// <exception cref="FederatedException">FED-1502: more shares than examples.</exception>
    public static int[][] Split(ReadOnlySpan<long> labels, int shareCount, ulong seed)
    {
        ShareCounts.Require(shareCount, labels.Length);
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        new DeterministicRandom(seed, Stream).Shuffle<int>(order);
        var shares = new int[shareCount][];
        for (var share = 0; share < shareCount; share++)
        {
            var start = (int)((long)order.Length * share / shareCount);
            var end = (int)((long)order.Length * (share + 1) / shareCount);
            shares[share] = order[start..end];
            Array.Sort(shares[share]);
        }

        return shares;
    }
}
