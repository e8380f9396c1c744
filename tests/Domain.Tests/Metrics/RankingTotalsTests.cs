using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Metrics;

namespace Federated.Domain.Tests.Metrics;

public sealed class RankingTotalsTests
{
    private static Gen<(double Score, double Gain)[]> Items { get; } =
        (from score in Gen.Choose(0, 8) from gain in Gen.Choose(-2, 3) select (score / 8.0, (double)Math.Max(gain, 0))).ArrayOf();

    [Fact]
    public void Gain_OfReferenceCases_IsThatOfScikitLearn() => Assert.All(MetricCases.Read("gains"), c =>
        Assert.Equal(c.Number("ndcg"), RankingTotals.OfUser(c.Numbers("scores"), c.Numbers("gains"), c.Integer("places")).MeanGain!.Value, 1e-12));

    [Fact]
    public void OfUser_CountsPlacesHitsAndRanks()
    {
        // Ranked: 0 (no), 2 (yes), 1 (no), 3 (yes), 4 (yes): two equal scores keep their places in the list.
        double[] scores = [0.9, 0.5, 0.7, 0.5, 0.1];
        double[] gains = [0, 0, 1, 1, 1];

        var three = RankingTotals.OfUser(scores, gains, 3);
        Assert.Equal((1.0 / 3, 1.0 / 3, 1.0, 0.5), (three.MeanPrecision, three.MeanRecall, three.HitRate, three.MeanReciprocalRank));

        var one = RankingTotals.OfUser(scores, gains, 1);
        Assert.Equal((0.0, 0.0, 0.0, 0.0, 0.0), (one.MeanPrecision, one.MeanRecall, one.HitRate, one.MeanReciprocalRank, one.MeanGain));

        var four = RankingTotals.OfUser(scores, gains, 4);
        Assert.Equal((0.5, 2.0 / 3), (four.MeanPrecision, four.MeanRecall));
        Assert.Equal(((1 / Math.Log2(3)) + (1 / Math.Log2(5))) / (1 + (1 / Math.Log2(3)) + 0.5), four.MeanGain!.Value, 1e-12);
    }

    [Fact]
    public void OfUser_WithoutARelevantItem_IsLeftOut()
    {
        var total = RankingTotals.OfUser([1, 2], [0, 0], 2).Add(RankingTotals.OfUser([1, 2], [0, 1], 1));

        Assert.Equal((1.0, 1.0), (total.Users, total.MeanPrecision));
        Assert.Null(RankingTotals.OfUser([], [], 3).HitRate);
    }

    [Fact]
    public void Totals_OfAnyUser_AreAtMostOneAndBestOrderGainsAll() =>
        Prop.ForAll(Items.ToArbitrary(), Gen.Choose(1, 10).ToArbitrary(), (items, places) =>
        {
            var (scores, gains) = (items.Select(i => i.Score).ToArray(), items.Select(i => i.Gain).ToArray());
            var total = RankingTotals.OfUser(scores, gains, places);
            double[] sums = [total.Users, total.Precision, total.Recall, total.Hits, total.Gain, total.ReciprocalRank];
            return sums.All(sum => sum is >= 0 and <= 1)
                && (total.Users == 0 || RankingTotals.OfUser(gains, gains, places).Gain > 1 - 1e-12)
                && total.Equals(RankingTotals.OfUser([.. scores.Select(s => (2 * s) + 1)], gains, places));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Add_OfUsers_IsTheSumWhateverTheOrder() =>
        Prop.ForAll(Items.ArrayOf(3).ToArbitrary(), users =>
        {
            var totals = users.Select(items => RankingTotals.OfUser([.. items.Select(i => i.Score)], [.. items.Select(i => i.Gain)], 4)).ToArray();
            var (forward, backward) = (totals.Aggregate((a, b) => a.Add(b)), totals.Reverse().Aggregate((a, b) => a.Add(b)));
            return forward.Users.Equals(totals.Sum(t => t.Users)) && Math.Abs(forward.Gain - backward.Gain) < 1e-12 && forward.Hits.Equals(backward.Hits);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void OfUser_OfWhatIsNoList_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => RankingTotals.OfUser([1], [1, 0], 1));
        Assert.Throws<ArgumentException>(() => RankingTotals.OfUser([double.NaN], [1], 1));
        Assert.Throws<ArgumentException>(() => RankingTotals.OfUser([1], [-1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingTotals.OfUser([1], [1], 0));
    }
}
