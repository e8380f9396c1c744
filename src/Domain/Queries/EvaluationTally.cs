using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Metrics;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>
/// The exact sums of an evaluation over one partner's examples. What an example adds follows from the model's outputs for it, its label
/// or target, and its fields; no example makes it fail, and a figure that is not finite counts as the largest that the plan allows.
/// </summary>
public sealed class EvaluationTally : IExampleTally
{
    private readonly RunPlan _plan;
    private readonly QueryScale _scale;
    private readonly EvaluationShape _shape;
    private readonly int[][] _starts;
    private readonly long[] _totals;
    private readonly int?[] _groups;
    private readonly double[] _probabilities;
    private bool _placed;

    /// <param name="plan">A checked plan with an evaluation.</param>
    public EvaluationTally(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _scale = QueryScale.Of(plan);
        _shape = EvaluationShape.Of(plan);
        _starts = [.. Enumerable.Range(0, _shape.Scopes.Length).Select(scope => Enumerable.Range(0, _shape.Measures.Length).Select(measure => _shape.Offset(scope, measure, 0)).ToArray())];
        _totals = new long[_shape.SpreadStart];
        _groups = new int?[_shape.Scopes.Length];
        _probabilities = new double[_shape.Classes.Length];
        Columns = [.. _shape.Scopes.Select(scope => scope.Column).OfType<string>()];
    }

    /// <summary>The columns of the subgroups, in the order in which fields are given.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>Examples counted so far.</summary>
    public long Records { get; private set; }

    /// <summary>The totals in units of the grid, as the shape has them, without the spreads. Not to be released.</summary>
    internal ImmutableArray<long> Totals => [.. _totals];

    /// <summary>Says which groups the next example is in; to be called before each where the plan has subgroups.</summary>
    /// <param name="fields">The texts of <see cref="Columns"/>; null where one is missing.</param>
    /// <exception cref="ArgumentException">Not one field a column.</exception>
    public void Place(ReadOnlySpan<string?> fields)
    {
        if (fields.Length != Columns.Length)
            throw new ArgumentException($"Got {fields.Length} fields, wanted one a subgroup column, {Columns.Length}.", nameof(fields));
        for (var i = 0; i < fields.Length; i++)
            _groups[i + 1] = _shape.Scopes[i + 1].Of(fields[i]);
        _placed = true;
    }

    /// <inheritdoc/>
    public void AddClass(ReadOnlySpan<float> outputs, int label)
    {
        Begin();
        var predicted = ClassOutputs.Predicted(outputs);
        ClassOutputs.Probabilities(outputs, _probabilities);
        for (var i = 0; i < _shape.Measures.Length; i++)
        {
            var measure = _shape.Measures[i];
            var (bin, value) = measure.Kind switch
            {
                MeasureKind.Correct => (0, predicted == label ? 1 : 0),
                MeasureKind.Confusion => ((label * _shape.Classes.Length) + predicted, 1),
                MeasureKind.Loss => (0, ClassOutputs.Loss(outputs, label)),
                MeasureKind.Scores => (ScoreHistogram.Bin(_probabilities[measure.Label], measure.Bins / 2) + (label == measure.Label ? measure.Bins / 2 : 0), 1),
                _ => (0, 1.0),
            };
            Put(i, bin, value);
        }
    }

    /// <inheritdoc/>
    public void AddNumber(double predicted, double target)
    {
        Begin();
        var error = Math.Min(Finite(Math.Abs(predicted - target)), EvaluationMeasures.ErrorMaximum(_plan));
        var place = target - EvaluationMeasures.TargetMiddle(_plan);
        for (var i = 0; i < _shape.Measures.Length; i++)
        {
            Put(i, 0, _shape.Measures[i].Kind switch
            {
                MeasureKind.SquaredError => error * error,
                MeasureKind.AbsoluteError => error,
                MeasureKind.Target => place,
                MeasureKind.SquaredTarget => place * place,
                _ => 1,
            });
        }
    }

    /// <inheritdoc/>
    public void AddSequence(ReadOnlySpan<float> outputs, ReadOnlySpan<int> next, int padding)
    {
        Begin();
        var sequence = SequenceFigures.Of(outputs, next, padding);
        for (var i = 0; i < _shape.Measures.Length; i++)
        {
            Put(i, 0, _shape.Measures[i].Kind switch
            {
                MeasureKind.Tokens => sequence.Loss.Count,
                MeasureKind.CorrectTokens => sequence.Correct,
                MeasureKind.Loss => sequence.Loss.Sum,
                _ => 1,
            });
        }
    }

    /// <inheritdoc/>
    public void AddLoss(double loss)
    {
        Begin();
        for (var i = 0; i < _shape.Measures.Length; i++)
            Put(i, 0, _shape.Measures[i].Kind == MeasureKind.Loss ? loss : 1);
    }

    /// <summary>What the partner's own examples show. It is the partner's, and is sent only as part of the spread, in mode <c>none</c>.</summary>
    public MetricReport Own() => EvaluationGroups.Report(_plan, _shape, Values(), scope: 0, group: 0);

    /// <summary>The digits of all totals, an update of layout <see cref="QueryBins.Uploaded"/>.</summary>
    /// <exception cref="Errors.FederatedException">FED-1502: more records than were agreed for the partner, or than fit.</exception>
    public float[] Upload(PartnerName partner)
    {
        var totals = new long[_shape.SpreadStart + (_shape.Spreads.Length * SpreadMeasure.Length)];
        _totals.CopyTo(totals, 0);
        var at = _shape.SpreadStart;
        var named = _shape.Spreads.IsEmpty ? null : Own().Named();
        foreach (var spread in _shape.Spreads)
        {
            if (named!.TryGetValue(spread.Metric, out var figure))
            {
                var part = Math.Clamp(figure / spread.Bound, 0, 1);
                totals[at] = Units(part);
                totals[at + 1] = Units(part * part);
                totals[at + 2 + ScoreHistogram.Bin(part, SpreadMeasure.Bins)] = _scale.Unit;
            }

            at += SpreadMeasure.Length;
        }

        return QueryTally.Digits(_plan, _scale, partner, Records, totals);
    }

    private void Begin()
    {
        if (!_placed && !Columns.IsEmpty)
            throw new InvalidOperationException("Got an example whose subgroups are not known; say them with Place before it.");
        (_placed, _groups[0]) = (false, 0);
        Records++;
    }

    private void Put(int measure, int bin, double value)
    {
        var units = Units(Math.Clamp(Finite(value) / _shape.Measures[measure].Bound, _shape.Measures[measure].Signed ? -1 : 0, 1));
        for (var scope = 0; scope < _groups.Length; scope++)
        {
            if (_groups[scope] is not { } group)
                continue;
            ref var total = ref _totals[_starts[scope][measure] + (group * _shape.Measures[measure].Bins) + bin];
            total = checked(total + units);
        }
    }

    // Rounding is monotone and 2^F is a power of two, so that no part exceeds a unit.
    private long Units(double part) => (long)Math.Round(Math.ScaleB(part, _scale.Format.FractionalBits), MidpointRounding.ToEven);

    private static double Finite(double value) => double.IsFinite(value) ? value : double.MaxValue;

    private double[] Values()
    {
        var values = new double[_totals.Length];
        var at = 0;
        foreach (var statistic in _shape.Statistics[..(_shape.Scopes.Length * _shape.Measures.Length)])
        {
            for (var i = 0; i < statistic.Count; i++, at++)
                values[at] = Math.ScaleB(_totals[at], -_scale.Format.FractionalBits) * statistic.Bound;
        }

        return values;
    }
}
