using System.Collections.Immutable;
using Federated.Domain.Metrics;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>Metrics out of the sums of an evaluation, exact or noised.</summary>
internal static class EvaluationGroups
{
    /// <summary>The metrics of one group.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">All sums, in their own units.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="group">The group in it.</param>
    internal static MetricReport Report(RunPlan plan, EvaluationShape shape, ReadOnlySpan<double> values, int scope, int group)
    {
        var sums = Sums(shape, values, scope, group);
        double? One(MeasureKind kind) => sums.TryGetValue(kind, out var found) ? found[0].Values[0] : null;
        var examples = One(MeasureKind.Examples)!.Value;
        var counted = One(MeasureKind.Tokens) ?? examples;
        var correct = One(MeasureKind.Correct) ?? One(MeasureKind.CorrectTokens);
        return new()
        {
            Examples = examples,
            Accuracy = correct is { } right && counted > 0 ? Math.Clamp(right / counted, 0, 1) : null,
            Confusion = sums.TryGetValue(MeasureKind.Confusion, out var cells) ? new ConfusionMatrix(shape.Classes.Length, cells[0].Values).NonNegative() : null,
            Loss = One(MeasureKind.Loss) is { } loss ? new(Math.Max(loss, 0), counted) : null,
            Tokens = One(MeasureKind.Tokens),
            AucByClass = sums.TryGetValue(MeasureKind.Scores, out var scores) ? [.. scores.Select(s => Histogram(s.Values).Auc)] : [],
            Regression = Regression(plan, examples, One),
        };
    }

    /// <summary>
    /// Standard errors, from the noise, of the figures that are simple enough: the number of examples, and a share or mean by the first
    /// order of its error (the sums' noises are independent and alike but for their bounds).
    /// </summary>
    internal static ImmutableSortedDictionary<string, double> Deviations(EvaluationShape shape, MetricReport report, double deviation)
    {
        var errors = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        errors["examples"] = deviation;
        double Bound(params ReadOnlySpan<MeasureKind> kinds)
        {
            foreach (var measure in shape.Measures)
            {
                if (kinds.Contains(measure.Kind))
                    return measure.Bound;
            }

            return 1;
        }

        var counted = report.Tokens ?? report.Examples;
        var below = Bound(MeasureKind.Tokens);
        if (report.Accuracy is { } accuracy && counted > 0)
            errors[MetricNames.Accuracy] = deviation / counted * double.Hypot(Bound(MeasureKind.Correct, MeasureKind.CorrectTokens), accuracy * below);
        if (report.Loss is { Mean: { } mean } && counted > 0)
            errors[MetricNames.Loss] = deviation / counted * double.Hypot(Bound(MeasureKind.Loss), mean * below);
        return errors.ToImmutable();
    }

    private static Dictionary<MeasureKind, List<(int Label, ImmutableArray<double> Values)>> Sums(EvaluationShape shape, ReadOnlySpan<double> values, int scope, int group)
    {
        var sums = new Dictionary<MeasureKind, List<(int, ImmutableArray<double>)>>();
        for (var i = 0; i < shape.Measures.Length; i++)
        {
            var measure = shape.Measures[i];
            if (!sums.TryGetValue(measure.Kind, out var found))
                sums[measure.Kind] = found = [];
            found.Add((measure.Label, [.. values.Slice(shape.Offset(scope, i, group), measure.Bins)]));
        }

        return sums;
    }

    private static ScoreHistogram Histogram(ImmutableArray<double> bins) => new(bins[(bins.Length / 2)..], bins[..(bins.Length / 2)]);

    private static RegressionTotals? Regression(RunPlan plan, double examples, Func<MeasureKind, double?> one)
    {
        if ((one(MeasureKind.SquaredError) ?? one(MeasureKind.AbsoluteError)) is null)
            return null;
        var middle = EvaluationMeasures.TargetMiddle(plan);
        var totals = RegressionTotals.FromSums(
            examples, one(MeasureKind.SquaredError) ?? double.NaN, one(MeasureKind.AbsoluteError) ?? double.NaN, one(MeasureKind.Target) ?? double.NaN,
            one(MeasureKind.SquaredTarget) ?? double.NaN);
        return totals with { TargetMean = totals.TargetMean + middle };
    }
}
