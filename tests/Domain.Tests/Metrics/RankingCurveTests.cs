using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Metrics;

namespace Federated.Domain.Tests.Metrics;

public sealed class RankingCurveTests
{
    // Few different scores, so that ties are common; a power of two keeps their doubles apart under the maps below.
    private static Gen<(double Score, bool Positive)[]> Examples { get; } =
        (from score in Gen.Choose(0, 32) from positive in ArbMap.Default.GeneratorFor<bool>() select (score / 32.0, positive)).ArrayOf();

    [Fact]
    public void Figures_OfReferenceCases_AreThoseOfScikitLearn()
    {
        Assert.All(MetricCases.Read("ranking"), c =>
        {
            Assert.Equal(c.Number("auc"), RankingCurve.Auc(c.Numbers("scores"), c.Flags("positive"))!.Value, 1e-12);
            Assert.Equal(c.Number("average_precision"), RankingCurve.AveragePrecision(c.Numbers("scores"), c.Flags("positive"))!.Value, 1e-12);
        });
        Assert.All(MetricCases.Read("classification").Where(c => c.ContainsKey("auc")), c =>
        {
            var (classes, labels) = (c.Integer("classes"), c.Integers("labels"));
            var probabilities = ClassOutputsTests.Probabilities(c);
            var areas = Enumerable.Range(0, classes).Select(label => RankingCurve.Auc(
                [.. probabilities.Select(p => p[label])], [.. labels.Select(l => l == label)])!.Value).ToArray();
            Assert.Equal(c.Numbers("auc"), areas, (a, b) => Math.Abs(a - b) < 1e-12);
            Assert.Equal(c.Number("auc_macro"), classes == 2 ? areas[1] : areas.Average(), 1e-12);
        });
    }

    [Fact]
    public void Auc_OfAnyExamples_IsTheShareOfPairsInOrder() =>
        Prop.ForAll(Examples.ToArbitrary(), examples =>
        {
            var pairs = (from p in examples where p.Positive from n in examples where !n.Positive select p.Score > n.Score ? 1.0 : p.Score.Equals(n.Score) ? 0.5 : 0).ToArray();
            return pairs.Length == 0 ? Auc(examples) is null : Math.Abs(Auc(examples)!.Value - pairs.Average()) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Figures_UnderIncreasingMaps_StayAsTheyAre() =>
        Prop.ForAll(Examples.ToArbitrary(), examples =>
        {
            Func<double, double>[] maps = [s => (3 * s) - 7, s => Math.Exp(4 * s), s => s * s * s, s => Math.Log(s + 1e-3)];
            return maps.All(map => examples.Select(e => (map(e.Score), e.Positive)).ToArray() is var mapped
                && Auc(mapped).Equals(Auc(examples)) && Precision(mapped).Equals(Precision(examples)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Auc_UnderADecreasingMap_IsItsComplement() =>
        Prop.ForAll(Examples.ToArbitrary(), examples =>
            Auc(examples) is not { } auc || Math.Abs(auc + Auc([.. examples.Select(e => (-e.Score, e.Positive))])!.Value - 1) < 1e-12).QuickCheckThrowOnFailure();

    [Fact]
    public void Auc_OfBinnedScores_HoldsTheExactOneInItsBounds() =>
        Prop.ForAll(Examples.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (examples, bins) =>
        {
            var histogram = Histogram(examples, bins);
            return Auc(examples) is not { } exact
                ? histogram.Auc is null && histogram.AucBounds is null
                : histogram.AucBounds is var (low, high) && low - 1e-12 <= exact && exact <= high + 1e-12
                    && Math.Abs(histogram.Auc!.Value - ((low + high) / 2)) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Auc_OfAsManyBinsAsScores_IsExact() =>
        Prop.ForAll(Examples.ToArbitrary(), examples =>
            // Scores are i / 32 for i up to 32; the last two share the last bin unless scores are shrunk a little.
            Histogram([.. examples.Select(e => (e.Score * 32 / 33, e.Positive))], 33).Auc is var binned
                && (Auc(examples) is { } exact ? Math.Abs(exact - binned!.Value) < 1e-12 : binned is null)).QuickCheckThrowOnFailure();

    [Fact]
    public void Add_OfHistograms_IsTheHistogramOfThePool() =>
        Prop.ForAll(Examples.ToArbitrary(), Examples.ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (left, right, bins) =>
            Histogram(left, bins).Add(Histogram(right, bins)).Equals(Histogram([.. right, .. left], bins))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.0999, 0)]
    [InlineData(0.1, 1)]
    [InlineData(0.95, 9)]
    [InlineData(1.0, 9)]
    [InlineData(7.0, 9)]
    [InlineData(-1.0, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 9)]
    public void Bin_OfAScore_IsWithinTheHistogram(double score, int bin) => Assert.Equal(bin, ScoreHistogram.Bin(score, 10));

    [Fact]
    public void Figures_OfWhatHasNoOrder_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => RankingCurve.Auc([1, double.NaN], [true, false]));
        Assert.Throws<ArgumentException>(() => RankingCurve.AveragePrecision([1], [true, false]));
    }

    private static double? Auc((double Score, bool Positive)[] examples) => RankingCurve.Auc([.. examples.Select(e => e.Score)], [.. examples.Select(e => e.Positive)]);

    private static double? Precision((double Score, bool Positive)[] examples) =>
        RankingCurve.AveragePrecision([.. examples.Select(e => e.Score)], [.. examples.Select(e => e.Positive)]);

    private static ScoreHistogram Histogram((double Score, bool Positive)[] examples, int bins) =>
        ScoreHistogram.Of([.. examples.Select(e => e.Score)], [.. examples.Select(e => e.Positive)], bins);
}
