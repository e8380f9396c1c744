using Federated.Domain.Errors;
using Federated.Training.Randomness;

namespace Federated.Training.Data;

/// <summary>
/// Splits labelled examples into disjoint, non-IID shares: for each class the shares' proportions are drawn from
/// Dirichlet(alpha, ..., alpha) (Hsu, Qi and Brown, 2019). Small alpha makes shares of few classes, large alpha even ones.
/// </summary>
public static class DirichletPartitioner
{
    private const ulong Stream = 0x4449_5249; // "DIRI"

    /// <summary>Splits indices 0 to n - 1. The same arguments give the same shares on every machine.</summary>
    /// <param name="labels">[n], one class number per example.</param>
    /// <param name="shareCount">k, at least 1 and at most n.</param>
    /// <param name="alpha">Concentration, finite and positive.</param>
    /// <param name="seed">Any value.</param>
    /// <returns>k shares of ascending indices; every index is in exactly one, and no share is empty.</returns>
    /// <exception cref="FederatedException">More shares than examples (<see cref="ErrorCodes.DataMismatch"/>), or an alpha
    /// out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public static int[][] Split(ReadOnlySpan<long> labels, int shareCount, double alpha, ulong seed)
    {
        if (!double.IsFinite(alpha) || alpha <= 0)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Dirichlet's alpha is {alpha}; it must be finite and positive, for example 0.5.");
        ShareCounts.Require(shareCount, labels.Length);

        var classes = new SortedDictionary<long, List<int>>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (!classes.TryGetValue(labels[i], out var members)) classes[labels[i]] = members = [];
            members.Add(i);
        }

        var random = new DeterministicRandom(seed, Stream);
        var shares = new List<int>[shareCount];
        for (var i = 0; i < shareCount; i++) shares[i] = [];
        foreach (var members in classes.Values) Deal(members.ToArray(), shares, alpha, random);
        FillEmpty(shares);
        foreach (var share in shares) share.Sort();
        return Array.ConvertAll(shares, share => share.ToArray());
    }

    private static void Deal(int[] members, List<int>[] shares, double alpha, DeterministicRandom random)
    {
        random.Shuffle<int>(members);
        var logs = new double[shares.Length];
        for (var i = 0; i < logs.Length; i++) logs[i] = random.NextLogGamma(alpha);
        var largest = logs.Max();
        var weights = Array.ConvertAll(logs, log => Math.Exp(log - largest));
        var total = weights.Sum();
        var start = 0;
        double cumulative = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            cumulative += weights[i];
            var end = i == shares.Length - 1 ? members.Length : Math.Clamp((int)Math.Round(cumulative / total * members.Length), start, members.Length);
            shares[i].AddRange(members.AsSpan(start, end - start));
            start = end;
        }
    }

    /// <summary>An empty share takes one example from the largest; a node without data could not take part.</summary>
    private static void FillEmpty(List<int>[] shares)
    {
        foreach (var share in shares)
        {
            if (share.Count > 0) continue;
            var largest = shares.MaxBy(other => other.Count)!;
            share.Add(largest[^1]);
            largest.RemoveAt(largest.Count - 1);
        }
    }
}
