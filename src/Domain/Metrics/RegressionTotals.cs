namespace Federated.Domain.Metrics;

/// <summary>
/// What errors of real-valued predictions are made of. Totals of disjoint examples merge into those of all of them, the spread of the
/// targets by the pairwise update of Chan, Golub and LeVeque ("Updating formulae and a pairwise algorithm for computing sample
/// variances", 1979), which loses no digits where targets are far from 0. A sum that was not made is NaN, and its figures are null.
/// </summary>
/// <param name="Count">The number of targets.</param>
/// <param name="SquaredError">The sum of squared errors.</param>
/// <param name="AbsoluteError">The sum of absolute errors.</param>
/// <param name="TargetMean">The mean of the targets; 0 of none.</param>
/// <param name="TargetSpread">The sum of squared differences of the targets from their mean.</param>
public readonly record struct RegressionTotals(double Count, double SquaredError, double AbsoluteError, double TargetMean, double TargetSpread)
{
    /// <summary>Mean squared error; null of nothing.</summary>
    public double? MeanSquaredError => Count > 0 && !double.IsNaN(SquaredError) ? SquaredError / Count : null;

    /// <summary>Root of the mean squared error, in the targets' unit; null of nothing.</summary>
    public double? RootMeanSquaredError => MeanSquaredError is { } mean ? Math.Sqrt(Math.Max(mean, 0)) : null;

    /// <summary>Mean absolute error, in the targets' unit; null of nothing.</summary>
    public double? MeanAbsoluteError => Count > 0 && !double.IsNaN(AbsoluteError) ? AbsoluteError / Count : null;

    /// <summary>
    /// The share of the targets' variance that the predictions account for, 1 at best and below 0 where their mean would do better. Null of
    /// fewer than two; where all targets are the same, 1 for predictions without error and else 0, as in scikit-learn.
    /// </summary>
    public double? R2 => Count < 2 || double.IsNaN(SquaredError + TargetSpread) ? null : TargetSpread > 0 ? 1 - (SquaredError / TargetSpread) : SquaredError > 0 ? 0 : 1;

    /// <summary>Adds up predictions.</summary>
    /// <exception cref="ArgumentException">Not as many of each.</exception>
    public static RegressionTotals Of(ReadOnlySpan<double> predicted, ReadOnlySpan<double> targets)
    {
        if (predicted.Length != targets.Length)
            throw new ArgumentException($"Got {predicted.Length} predictions of {targets.Length} targets, wanted one each.", nameof(predicted));
        var totals = default(RegressionTotals);
        for (var i = 0; i < targets.Length; i++)
        {
            var error = predicted[i] - targets[i];
            totals = totals.Add(new(1, error * error, Math.Abs(error), targets[i], 0));
        }

        return totals;
    }

    /// <summary>From plain sums, as federated totals come: the spread is what the sum of squares leaves over the mean's, and 0 at least.</summary>
    /// <param name="count">The number of targets.</param>
    /// <param name="squaredError">The sum of squared errors.</param>
    /// <param name="absoluteError">The sum of absolute errors.</param>
    /// <param name="targets">The sum of targets.</param>
    /// <param name="squaredTargets">The sum of squared targets.</param>
    public static RegressionTotals FromSums(double count, double squaredError, double absoluteError, double targets, double squaredTargets) => count > 0
        ? new(count, Math.Max(squaredError, 0), Math.Max(absoluteError, 0), targets / count, Math.Max(squaredTargets - (targets / count * targets), 0))
        : default;

    /// <summary>The totals of both.</summary>
    public RegressionTotals Add(RegressionTotals other)
    {
        var count = Count + other.Count;
        if (!(count > 0))
            return default;
        var apart = other.TargetMean - TargetMean;
        return new(
            count, SquaredError + other.SquaredError, AbsoluteError + other.AbsoluteError,
            TargetMean + (apart * (other.Count / count)), TargetSpread + other.TargetSpread + (apart * apart * (Count * (other.Count / count))));
    }
}
