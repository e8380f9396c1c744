using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Metrics;

namespace Federated.Domain.Tests.Metrics;

public sealed class RegressionTotalsTests
{
    private static Gen<(double Predicted, double Target)[]> Pairs { get; } =
        (from predicted in Gen.Choose(-1000, 1000) from target in Gen.Choose(-1000, 1000) select (predicted / 16.0, 1000 + (target / 16.0))).ArrayOf();

    [Fact]
    public void Figures_OfReferenceCases_AreThoseOfScikitLearn() => Assert.All(MetricCases.Read("regression"), c =>
    {
        var totals = RegressionTotals.Of(c.Numbers("predicted"), c.Numbers("target"));

        Assert.Equal(c.Number("mse"), totals.MeanSquaredError!.Value, 1e-10);
        Assert.Equal(c.Number("rmse"), totals.RootMeanSquaredError!.Value, 1e-10);
        Assert.Equal(c.Number("mae"), totals.MeanAbsoluteError!.Value, 1e-10);
        Assert.Equal(c.Number("r2"), totals.R2!.Value, 1e-10);
    });

    [Fact]
    public void Add_OfParts_IsTheTotalOfThePool() =>
        Prop.ForAll(Pairs.ToArbitrary(), Pairs.ToArbitrary(), (left, right) =>
        {
            var (merged, pooled) = (Of(left).Add(Of(right)), Of([.. left, .. right]));
            return merged.Count.Equals(pooled.Count) && Near(merged.RootMeanSquaredError, pooled.RootMeanSquaredError)
                && Near(merged.MeanAbsoluteError, pooled.MeanAbsoluteError) && Near(merged.R2, pooled.R2);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void FromSums_OfPlainSums_IsTheSame() =>
        Prop.ForAll(Pairs.ToArbitrary(), pairs =>
        {
            var (direct, sums) = (Of(pairs), RegressionTotals.FromSums(
                pairs.Length, pairs.Sum(p => Math.Pow(p.Predicted - p.Target, 2)), pairs.Sum(p => Math.Abs(p.Predicted - p.Target)),
                pairs.Sum(p => p.Target), pairs.Sum(p => p.Target * p.Target)));
            return Near(sums.RootMeanSquaredError, direct.RootMeanSquaredError) && Near(sums.MeanAbsoluteError, direct.MeanAbsoluteError)
                && Math.Abs(sums.TargetSpread - direct.TargetSpread) <= 1e-6 * (1 + direct.TargetSpread);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Figures_OfAnyPairs_KeepTheirBounds() =>
        Prop.ForAll(Pairs.ToArbitrary(), pairs => Of(pairs) is var totals
            && (pairs.Length == 0 ? totals.MeanAbsoluteError is null : totals.MeanAbsoluteError <= totals.RootMeanSquaredError + 1e-9)
            && (pairs.Length < 2 ? totals.R2 is null : totals.R2 <= 1)).QuickCheckThrowOnFailure();

    [Fact]
    public void LossTotal_OfParts_AddsUpAndPerplexityIsTheExponential()
    {
        var total = new LossTotal(6, 2).Add(new(4, 2));

        Assert.Equal(2.5, total.Mean);
        Assert.Equal(Math.Exp(2.5), total.Perplexity);
        Assert.Null(default(LossTotal).Mean);
        Assert.Null(default(LossTotal).Perplexity);
        // A model that knows nothing of V tokens has perplexity V.
        Assert.Equal(50, new LossTotal(7 * Math.Log(50), 7).Perplexity!.Value, 1e-9);
    }

    private static RegressionTotals Of((double Predicted, double Target)[] pairs) =>
        RegressionTotals.Of([.. pairs.Select(p => p.Predicted)], [.. pairs.Select(p => p.Target)]);

    private static bool Near(double? a, double? b) => a is { } left && b is { } right ? Math.Abs(left - right) <= 1e-8 * (1 + Math.Abs(right)) : a is null && b is null;
}
