using System.Collections.Immutable;

namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// The privacy loss distributions of a list of releases in both directions (unit added, unit removed), composed when epsilon or delta is
/// asked for, on a grid that suits the question.
/// </summary>
/// <remarks>
/// Guarantee: <see cref="EpsilonFor"/> and <see cref="DeltaFor"/> are upper bounds, the others lower bounds, whatever the tolerance;
/// discretisation, truncation and the rounding of the transform are inside the bounds. The tolerance only says how far apart they may be.
/// There is no fixed interval: it is chosen so that it costs at most the tolerance, finer than 1e-4 or coarser, as the steps' spread,
/// their number and the slope of delta ask.
/// Where the tail is heavy and delta tiny (sampling below 0.001, delta 1e-12) the tolerance is not kept: 23 % above the exact epsilon was
/// measured for one step, and the lower bound may be far below. Epsilons in the thousands may be answered by infinity.
/// Limit: the schedule must be fixed beforehand; stopping when a composed PLD reaches a budget is not valid when noise or sampling depend
/// on earlier outputs (2602.06756), use <see cref="RenyiFilter"/>. Discrete Gaussian: one dimension only. Delta below 1e-12 is refused.
/// </remarks>
public sealed class PrivacyLossDistribution
{
    /// <summary>The smallest delta that is answered.</summary>
    public const double LeastDelta = 1e-12;

    /// <summary>How far above the exact epsilon the grid may put it, relative, unless told otherwise.</summary>
    public const double DefaultTolerance = 2e-5;

    private readonly ImmutableArray<(LossPair Pair, int Count)> _steps;

    private PrivacyLossDistribution(ImmutableArray<(LossPair Pair, int Count)> steps) => _steps = steps;

    /// <summary>No release at all: epsilon and delta are 0.</summary>
    public static PrivacyLossDistribution Nothing { get; } = new([]);

    /// <summary>The distribution of one release; null if the event has none under this relation.</summary>
    public static PrivacyLossDistribution? Of(PrivacyEvent privacyEvent, Neighbouring neighbouring = Neighbouring.AddOrRemove)
    {
        ArgumentNullException.ThrowIfNull(privacyEvent);
        return LossPair.Of(privacyEvent, neighbouring) is { } pair ? new([(pair, 1)]) : null;
    }

    /// <summary>The same releases <paramref name="count"/> times.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: the count is below 0.</exception>
    public PrivacyLossDistribution Compose(int count)
    {
        Parameter.AtLeast("a number of releases", count, 0);
        return new(count == 0 ? [] : [.. _steps.Select(step => (step.Pair, checked(step.Count * count)))]);
    }

    /// <summary>These releases and the other ones, on the same data.</summary>
    public PrivacyLossDistribution Compose(PrivacyLossDistribution other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. _steps, .. other._steps]);
    }

    /// <summary>An upper bound on epsilon at this delta; infinity if there is none.</summary>
    /// <param name="delta">From 1e-12 to below 1.</param>
    /// <param name="tolerance">How far the grid may raise epsilon, relative.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public double EpsilonFor(double delta, double tolerance = DefaultTolerance) => Bounds(delta, tolerance, optimistic: false).Upper;

    /// <summary>A lower bound on the epsilon of these releases: no analysis can show less.</summary>
    /// <param name="delta">From 1e-12 to below 1.</param>
    /// <param name="tolerance">As for <see cref="EpsilonFor"/>; the bound closes in on the exact epsilon as it goes to 0.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public double EpsilonLowerBound(double delta, double tolerance = DefaultTolerance) => Bounds(delta, tolerance, optimistic: true).Lower;

    /// <summary>
    /// An upper bound on delta at this epsilon: a delta, not below 1e-12, for which <see cref="EpsilonFor"/> is within epsilon; 1 if none.
    /// </summary>
    /// <param name="epsilon">Finite, not negative.</param>
    /// <param name="tolerance">How far the grid may shift epsilon, relative.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public double DeltaFor(double epsilon, double tolerance = DefaultTolerance)
    {
        Parameter.NotNegative("an epsilon", epsilon);
        return PureGaussian() is { } sigma
            ? AnalyticGaussian.Delta(sigma, epsilon)
            : Turn(delta => EpsilonFor(delta, tolerance) <= epsilon).Beyond;
    }

    /// <summary>A lower bound on delta at this epsilon: one at which epsilon is at least that much; 0 if none from 1e-12 on.</summary>
    /// <param name="epsilon">Finite, not negative.</param>
    /// <param name="tolerance">How far the grid may shift epsilon, relative.</param>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public double DeltaLowerBound(double epsilon, double tolerance = DefaultTolerance)
    {
        Parameter.NotNegative("an epsilon", epsilon);
        return PureGaussian() is { } sigma
            ? AnalyticGaussian.Delta(sigma, epsilon) * (1 - 1e-10)
            : Turn(delta => EpsilonLowerBound(delta, tolerance) <= epsilon).Before;
    }

    /// <summary>Both bounds on epsilon, from one composition.</summary>
    internal (double Upper, double Lower) Bounds(double delta, double tolerance, bool optimistic)
    {
        Parameter.Delta(delta, LeastDelta);
        Parameter.Positive("a tolerance", tolerance);
        if (Merged().IsEmpty)
            return (0, 0);
        if (PureGaussian() is { } sigma)
        {
            var exact = AnalyticGaussian.Epsilon(sigma, delta);
            return (exact, Math.Max(0, exact * (1 - 1e-10)));
        }

        var (upper, lower) = (0.0, 0.0);
        foreach (var steps in Directions())
        {
            if (steps.Sum(step => step.Count * step.Step.Range(1e6).Greatest) <= upper)
                continue; // The total loss is bounded, as when the unit is in Q's data alone, and below what the other direction costs.
            var (high, composition) = Settle(new(steps, delta), delta, tolerance, optimistic);
            upper = Math.Max(upper, high);
            if (optimistic)
                lower = Math.Max(lower, composition.EpsilonLowerBound(delta) is var bound && bound > 0 ? bound : 0);
        }

        return (upper, Math.Min(upper, lower));
    }

    /// <summary>
    /// A coarse pass finds epsilon and how steep delta is there, which place a finer grid, until it is as fine as it should be:
    /// h^2 = 8 (tolerance x epsilon) / (T (slope + 1)), since a split within h adds at most h^2 / 4 to the variance of a step.
    /// </summary>
    private static (double Epsilon, TiltedComposition Composition) Settle(
        LossSequence sequence, double delta, double tolerance, bool optimistic)
    {
        var saddle = sequence.TiltForDelta(delta);
        var epsilon = Math.Max(0, (sequence.Cumulant(saddle).Value - Math.Log(delta)
            - saddle * Elementary.Log1P(1 / saddle) - Elementary.Log1P(saddle)) / saddle);
        var (slope, wide, floor, stretch, room) = (saddle, 16.0, 0.0, 1.0, 12.0);
        for (var pass = 0; ; pass++)
        {
            var window = LossWindow.For(sequence, saddle, epsilon, delta, floor, stretch, room);
            var composition = new TiltedComposition(
                sequence, window, wide * Spacing(sequence, epsilon, slope, tolerance), optimistic && wide == 1);
            var found = composition.EpsilonFor(delta);
            found = double.IsNaN(found) ? double.PositiveInfinity : found;
            var known = double.IsFinite(found);
            var nearby = known ? found : epsilon;
            var steep = Math.Max(0, composition.SlopeAt(nearby));
            var (tail, rounding) = composition.SharesAt(nearby);
            var matters = Math.Clamp(0.3 * tolerance * nearby * steep, 1e-7, 1e-3) * (pass < 2 ? 1 : 10); // In the end soundness only.
            var inside = known && (found > window.Low + 3 * composition.Interval || window.Low < 0);
            var settled = inside && wide == 1 && tail <= matters && rounding <= matters;
            if (pass >= 5 || settled && composition.Interval <= 1.5 * Spacing(sequence, found, steep, tolerance))
                return (found, composition);
            stretch *= tail > matters ? 1.5 : 1;
            room -= rounding > matters && wide == 1 ? 3 : 0;
            if (inside)
                (epsilon, slope, wide, floor) = (found, steep, 1, 0.9 * found);
            else if (known)
                floor = 0;
            else if (tail <= matters)
                saddle /= 4;
        }
    }

    /// <summary>Where a condition that holds for large deltas begins to: bisection on the logarithm, to 1e-3.</summary>
    private static (double Before, double Beyond) Turn(Func<double, bool> holds)
    {
        if (holds(LeastDelta))
            return (0, LeastDelta);
        var (before, beyond) = (LeastDelta, 1.0);
        while (beyond > before * 1.001)
        {
            var middle = Math.Sqrt(before * beyond);
            (before, beyond) = holds(middle) ? (before, middle) : (middle, beyond);
        }

        return (before, beyond);
    }

    private static double Spacing(LossSequence sequence, double epsilon, double slope, double tolerance)
    {
        var allowed = tolerance * Math.Max(epsilon, 1e-3);
        var spacing = Math.Sqrt(8 * allowed / (sequence.Releases * (slope + 1)));
        return sequence.Steps.Any(step => step.Step.IsDiscrete) ? Math.Min(spacing, 2 * allowed) : spacing;
    }

    /// <summary>The noise multiplier of the one Gaussian that all steps together are, if all are unsampled Gaussians.</summary>
    private double? PureGaussian() => Merged() is [{ Pair.FullBatchSigma: { } sigma, Count: 1 }] ? sigma : null;

    private IEnumerable<IReadOnlyList<(LossStep Step, int Count)>> Directions()
    {
        var merged = Merged();
        yield return [.. merged.Select(step => (step.Pair.Remove, step.Count))];
        if (merged.Any(step => step.Pair.Add != step.Pair.Remove))
            yield return [.. merged.Select(step => (step.Pair.Add, step.Count))];
    }

    /// <summary>Equal steps counted together; unsampled Gaussians become one, since their losses add up to a Gaussian's exactly.</summary>
    private ImmutableArray<(LossPair Pair, int Count)> Merged()
    {
        var gaussian = _steps.Where(step => step.Pair.FullBatchSigma is not null)
            .Sum(step => step.Count / (step.Pair.FullBatchSigma!.Value * step.Pair.FullBatchSigma.Value));
        var merged = _steps.Where(step => step.Pair.FullBatchSigma is null).GroupBy(step => step.Pair.Key)
            .Select(group => (group.First().Pair, group.Aggregate(0, (sum, step) => checked(sum + step.Count)))).ToImmutableArray();
        return gaussian > 0 ? merged.Add((LossPair.Gaussian(1 / Math.Sqrt(gaussian) * (1 - 1e-15)), 1)) : merged;
    }
}
