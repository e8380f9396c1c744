namespace Federated.Domain.Metrics;

/// <summary>
/// How good the first K items of ranked lists are, one list a user, summed over users. Totals of disjoint users add up; each sum moves
/// by 1 at most with one user.
/// </summary>
/// <param name="Users">Users with at least one relevant item; those without one are left out of everything, because recall and gain are not defined for them.</param>
/// <param name="Precision">Sum over users of the share of the first K places that hold a relevant item.</param>
/// <param name="Recall">Sum over users of the share of their relevant items that stand in the first K places.</param>
/// <param name="Hits">Users with a relevant item in the first K places.</param>
/// <param name="Gain">Sum over users of the normalised discounted cumulative gain of the first K places.</param>
/// <param name="ReciprocalRank">Sum over users of 1 over the first place that holds a relevant item; 0 where it is beyond K.</param>
public readonly record struct RankingTotals(double Users, double Precision, double Recall, double Hits, double Gain, double ReciprocalRank)
{
    /// <summary>Mean precision at K; null without users, like all means here.</summary>
    public double? MeanPrecision => Mean(Precision);

    /// <summary>Mean recall at K.</summary>
    public double? MeanRecall => Mean(Recall);

    /// <summary>The share of users with a hit in the first K places.</summary>
    public double? HitRate => Mean(Hits);

    /// <summary>Mean normalised discounted cumulative gain at K.</summary>
    public double? MeanGain => Mean(Gain);

    /// <summary>Mean reciprocal rank, cut off at K.</summary>
    public double? MeanReciprocalRank => Mean(ReciprocalRank);

    /// <summary>
    /// The totals of one user. Items are ranked by score, the highest first, and equal scores by their place in the list, so that the same
    /// list always gives the same figures. Discounted gain is sum g_i / log2(i + 1) over places i = 1 to K (Järvelin and Kekäläinen
    /// 2002, with their linear gains), over that of the best order.
    /// </summary>
    /// <param name="scores">The model's score of each item; none is NaN.</param>
    /// <param name="gains">As many: what each item is worth to the user, finite and 0 at least; more than 0 means relevant.</param>
    /// <param name="places">K, at least 1.</param>
    /// <exception cref="ArgumentException">Not as many of each, a score that is NaN, or a gain that is negative or not finite.</exception>
    public static RankingTotals OfUser(ReadOnlySpan<double> scores, ReadOnlySpan<double> gains, int places)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(places);
        if (scores.Length != gains.Length)
            throw new ArgumentException($"Got {scores.Length} scores of {gains.Length} items, wanted one each.", nameof(scores));
        var order = new int[scores.Length];
        var (keys, worth) = (new double[scores.Length], gains.ToArray());
        for (var i = 0; i < order.Length; i++)
        {
            if (double.IsNaN(scores[i]) || !double.IsFinite(worth[i]) || worth[i] < 0)
                throw new ArgumentException("Got a score that is not a number, or a gain that is negative or not finite.", nameof(gains));
            (order[i], keys[i]) = (i, -scores[i]);
        }

        Array.Sort(order, (a, b) => keys[a].CompareTo(keys[b]) is var byScore and not 0 ? byScore : a.CompareTo(b));
        var relevant = worth.Count(gain => gain > 0);
        if (relevant == 0)
            return default;
        var (found, first, gained) = (0, 0, 0.0);
        for (var place = 1; place <= Math.Min(places, order.Length); place++)
        {
            var gain = worth[order[place - 1]];
            gained += Discounted(gain, place);
            if (gain > 0 && found++ == 0)
                first = place;
        }

        Array.Sort(worth);
        Array.Reverse(worth);
        var best = 0.0;
        for (var place = 1; place <= Math.Min(places, worth.Length); place++)
            best += Discounted(worth[place - 1], place);
        return new(1, (double)found / places, (double)found / relevant, found > 0 ? 1 : 0, Math.Min(gained / best, 1), first > 0 ? 1.0 / first : 0);
    }

    /// <summary>The totals of both.</summary>
    public RankingTotals Add(RankingTotals other) => new(
        Users + other.Users, Precision + other.Precision, Recall + other.Recall, Hits + other.Hits, Gain + other.Gain, ReciprocalRank + other.ReciprocalRank);

    private static double Discounted(double gain, int place) => gain / Math.Log2(place + 1);

    private double? Mean(double sum) => Users > 0 ? sum / Users : null;
}
