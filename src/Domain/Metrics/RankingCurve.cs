namespace Federated.Domain.Metrics;

/// <summary>
/// How well a score puts positive examples above negative ones, exactly, from all the scores. It looks at their order alone: any increasing
/// function of the scores gives the same figures. Where examples stay with their partners, <see cref="ScoreHistogram"/> stands in.
/// </summary>
public static class RankingCurve
{
    /// <summary>
    /// The area under the receiver operating characteristic: the probability that a positive example scores above a negative one, ties
    /// counting half (Mann and Whitney's U over all pairs; Hanley and McNeil 1982). The pairs are counted in whole numbers.
    /// </summary>
    /// <param name="scores">None is NaN.</param>
    /// <param name="positive">As many: whether the example is positive.</param>
    /// <returns>0 to 1; null without a positive and a negative example, where it is not defined.</returns>
    /// <exception cref="ArgumentException">Not as many of each, or a score that is NaN.</exception>
    public static double? Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var (sorted, isPositive) = Sorted(scores, positive);
        long twiceWon = 0, positives = 0, negatives = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var (end, hits) = Tie(sorted, isPositive, start);
            var misses = end - start - hits;
            twiceWon += hits * ((2 * negatives) + misses);
            (positives, negatives, start) = (positives + hits, negatives + misses, end);
        }

        return positives > 0 && negatives > 0 ? twiceWon / (2.0 * positives * negatives) : null;
    }

    /// <summary>
    /// Average precision: precision summed over the steps of recall, from the highest score down, examples of equal score together; the
    /// area under the curve of precision over recall without interpolation, as scikit-learn has it.
    /// </summary>
    /// <param name="scores">None is NaN.</param>
    /// <param name="positive">As many: whether the example is positive.</param>
    /// <returns>0 to 1; null without a positive example.</returns>
    /// <exception cref="ArgumentException">Not as many of each, or a score that is NaN.</exception>
    public static double? AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var (sorted, isPositive) = Sorted(scores, positive);
        Array.Reverse(sorted);
        Array.Reverse(isPositive);
        var (sum, found) = (0.0, 0L);
        for (var start = 0; start < sorted.Length;)
        {
            var (end, hits) = Tie(sorted, isPositive, start);
            (found, start) = (found + hits, end);
            sum += hits * ((double)found / end);
        }

        return found > 0 ? sum / found : null;
    }

    private static (double[] Scores, bool[] Positive) Sorted(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        if (scores.Length != positive.Length)
            throw new ArgumentException($"Got {scores.Length} scores of {positive.Length} examples, wanted one each.", nameof(scores));
        foreach (var score in scores)
        {
            if (double.IsNaN(score))
                throw new ArgumentException("Got a score that is not a number, which has no place in an order.", nameof(scores));
        }

        var sorted = (Scores: scores.ToArray(), Positive: positive.ToArray());
        Array.Sort(sorted.Scores, sorted.Positive);
        return sorted;
    }

    /// <summary>Where the examples that score as the one at <paramref name="start"/> end, and how many of them are positive.</summary>
    private static (int End, long Hits) Tie(double[] sorted, bool[] positive, int start)
    {
        var (end, hits) = (start, 0L);
        for (; end < sorted.Length && sorted[end].Equals(sorted[start]); end++)
            hits += positive[end] ? 1 : 0;
        return (end, hits);
    }
}
