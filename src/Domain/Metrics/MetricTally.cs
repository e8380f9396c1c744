using System.Runtime.InteropServices;

namespace Federated.Domain.Metrics;

/// <summary>
/// Measures a model on examples that are all in one place: exact figures, those of rankings too, for which it keeps the scores. Examples
/// of one task only.
/// </summary>
/// <param name="classes">Classes of a classifier; 0 for another task.</param>
public sealed class MetricTally(int classes = 0) : IExampleTally
{
    private readonly double[] _cells = new double[checked(classes * classes)];
    private readonly List<double>[] _scores = [.. Enumerable.Range(0, classes).Select(_ => new List<double>())];
    private readonly double[] _probabilities = new double[classes];
    private readonly List<int> _labels = [];
    private LossTotal _loss;
    private RegressionTotals _regression;
    private long _examples, _correct;
    private bool _sequences;

    /// <inheritdoc/>
    public void AddClass(ReadOnlySpan<float> outputs, int label)
    {
        var predicted = ClassOutputs.Predicted(outputs);
        _loss = _loss.Add(new(ClassOutputs.Loss(outputs, label), 1));
        ClassOutputs.Probabilities(outputs, _probabilities);
        for (var i = 0; i < classes; i++)
            _scores[i].Add(_probabilities[i]);
        _labels.Add(label);
        _cells[(label * classes) + predicted]++;
        _examples++;
    }

    /// <inheritdoc/>
    public void AddNumber(double predicted, double target)
    {
        var error = predicted - target;
        _regression = _regression.Add(new(1, error * error, Math.Abs(error), target, 0));
        _examples++;
    }

    /// <inheritdoc/>
    public void AddSequence(ReadOnlySpan<float> outputs, ReadOnlySpan<int> next, int padding)
    {
        var row = SequenceFigures.Of(outputs, next, padding);
        (_loss, _correct, _sequences) = (_loss.Add(row.Loss), _correct + row.Correct, true);
        _examples++;
    }

    /// <inheritdoc/>
    public void AddLoss(double loss)
    {
        _loss = _loss.Add(new(loss, 1));
        _examples++;
    }

    /// <summary>The figures of all examples so far.</summary>
    public MetricReport Report()
    {
        var confusion = classes > 0 ? new ConfusionMatrix(classes, [.. _cells]) : null;
        // Of two classes the second one's curve is the first one's too.
        var ranked = classes == 2 ? [1] : Enumerable.Range(0, classes);
        return new()
        {
            Examples = _examples,
            Tokens = _sequences ? _loss.Count : null,
            Accuracy = confusion is { Total: > 0 } ? confusion.Accuracy : _sequences && _loss.Count > 0 ? _correct / _loss.Count : null,
            Confusion = confusion,
            Loss = _loss.Count > 0 ? _loss : null,
            AucByClass = [.. ranked.Select(label => OneAgainstRest(label, RankingCurve.Auc))],
            AveragePrecisionByClass = [.. ranked.Select(label => OneAgainstRest(label, RankingCurve.AveragePrecision))],
            Regression = _regression.Count > 0 ? _regression : null,
        };
    }

    private double? OneAgainstRest(int label, Func<ReadOnlySpan<double>, ReadOnlySpan<bool>, double?> curve) =>
        curve(CollectionsMarshal.AsSpan(_scores[label]), [.. _labels.Select(l => l == label)]);
}
