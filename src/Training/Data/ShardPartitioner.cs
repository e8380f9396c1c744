using Federated.Domain.Errors;
using Federated.Training.Randomness;

namespace Federated.Training.Data;

/// <summary>
/// The split of McMahan et al. (Communication-Efficient Learning of Deep Networks from Decentralized Data, 2017, section 3): examples
/// sorted by label, cut into k x m pieces, m pieces to each share; so most shares hold about m classes.
/// </summary>
public static class ShardPartitioner
{
    private const ulong Stream = 0x5348_4152; // "SHAR"

    /// <summary>Splits indices 0 to n - 1. The same arguments give the same shares on every machine.</summary>
    /// <param name="labels">[n], one class number per example.</param>
    /// <param name="shareCount">k, at least 1.</param>
    /// <param name="shards">m, at least 1; k x m is at most n.</param>
    /// <param name="seed">Any value.</param>
    /// <returns>k shares of ascending indices; every index is in exactly one, and no share is empty.</returns>
    /// <exception cref="FederatedException">FED-1502: more pieces than examples.</exception>
    public static int[][] Split(ReadOnlySpan<long> labels, int shareCount, int shards, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ShareCounts.Require(shareCount, labels.Length);
        var pieces = (long)shareCount * shards;
        if (pieces > labels.Length)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"{shareCount} shares of {shards} shards were wanted of {labels.Length} examples; wanted at most one shard per example. Take fewer partners or shards.");
        }

        var random = new DeterministicRandom(seed, Stream);
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        random.Shuffle<int>(order);
        // Stable, so that which examples of a class go together is random.
        var keys = labels.ToArray();
        int[] sorted = [.. order.OrderBy(index => keys[index])];
        int[] deal = [.. Enumerable.Range(0, (int)pieces)];
        random.Shuffle<int>(deal);
        var shares = new int[shareCount][];
        for (var share = 0; share < shareCount; share++)
        {
            shares[share] = [.. deal.AsSpan(share * shards, shards).ToArray()
                .SelectMany(piece => sorted[(int)(piece * sorted.LongLength / pieces)..(int)((piece + 1) * sorted.LongLength / pieces)])
                .Order()];
        }

        return shares;
    }
}
