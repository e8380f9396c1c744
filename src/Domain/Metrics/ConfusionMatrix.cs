using System.Collections.Immutable;
using Federated.Domain.Errors;

namespace Federated.Domain.Metrics;

/// <summary>
/// How often examples of each class were taken for each class. Matrices of disjoint examples add up to the matrix of all of them.
/// Immutable.
/// </summary>
/// <remarks>
/// <para>Cells are doubles: whole numbers below 2^53 are exact, and noise may have broken a released one or made it negative
/// (<see cref="NonNegative"/>).</para>
/// <para><b>Zero division</b> as scikit-learn's <c>zero_division=0</c>: a ratio without anything below the line is 0. Averages go over all
/// classes of the model, as with <c>labels=range(K)</c>, also over those that no example has; <see cref="BalancedAccuracy"/> alone leaves
/// them out, as there.</para>
/// </remarks>
public sealed class ConfusionMatrix : IEquatable<ConfusionMatrix>
{
    private readonly double[] _rows;
    private readonly double[] _columns;

    /// <param name="classes">K, at least 1.</param>
    /// <param name="cells">K x K finite numbers, row-major: the row is the true class, the column the predicted one.</param>
    /// <exception cref="FederatedException">FED-1502: not K x K finite cells.</exception>
    public ConfusionMatrix(int classes, ImmutableArray<double> cells)
    {
        if (classes < 1 || cells.IsDefault || cells.Length != (long)classes * classes)
            throw Mismatch($"Got {(cells.IsDefault ? 0 : cells.Length)} cells of a confusion matrix for {classes} classes, wanted one a pair of classes.");
        (Classes, Cells) = (classes, cells);
        (_rows, _columns) = (new double[classes], new double[classes]);
        for (var actual = 0; actual < classes; actual++)
        {
            for (var predicted = 0; predicted < classes; predicted++)
            {
                var cell = this[actual, predicted];
                if (!double.IsFinite(cell))
                    throw Mismatch("Got a cell of a confusion matrix that is not finite, wanted counts.");
                _rows[actual] += cell;
                _columns[predicted] += cell;
                Total += cell;
            }

            Correct += this[actual, actual];
        }
    }

    /// <summary>K, the number of classes.</summary>
    public int Classes { get; }

    /// <summary>All cells, row-major.</summary>
    public ImmutableArray<double> Cells { get; }

    /// <summary>Examples of class <paramref name="actual"/> that were taken for <paramref name="predicted"/>.</summary>
    public double this[int actual, int predicted] => Cells[(actual * Classes) + predicted];

    /// <summary>The number of examples.</summary>
    public double Total { get; }

    /// <summary>The number of examples on the diagonal.</summary>
    public double Correct { get; }

    /// <summary>The share of examples on the diagonal.</summary>
    public double Accuracy => Ratio(Correct, Total);

    /// <summary>The mean recall of the classes that have examples.</summary>
    public double BalancedAccuracy
    {
        get
        {
            var present = Enumerable.Range(0, Classes).Where(label => _rows[label] > 0).ToArray();
            return Ratio(present.Sum(label => Of(label).Recall), present.Length);
        }
    }

    /// <summary>
    /// Matthews' correlation coefficient of true and predicted classes, -1 to 1, in its form for several classes (Gorodkin,
    /// "Comparing two K-category assignments", 2004); 0 when either never varies.
    /// </summary>
    public double MatthewsCorrelation
    {
        get
        {
            var (joint, rows, columns) = (Correct * Total, 0.0, 0.0);
            for (var label = 0; label < Classes; label++)
            {
                joint -= _rows[label] * _columns[label];
                rows += _rows[label] * _rows[label];
                columns += _columns[label] * _columns[label];
            }

            var square = ((Total * Total) - rows) * ((Total * Total) - columns);
            return square > 0 ? Math.Clamp(joint / Math.Sqrt(square), -1, 1) : 0;
        }
    }

    /// <summary>The matrix of no examples.</summary>
    public static ConfusionMatrix Empty(int classes) => new(classes, [.. new double[checked(classes * classes)]]);

    /// <summary>Counts examples.</summary>
    /// <param name="classes">K.</param>
    /// <param name="actual">True classes, 0 to K - 1.</param>
    /// <param name="predicted">Predicted classes, as many.</param>
    /// <exception cref="FederatedException">FED-1502: not as many of each, or a class that is none of the K.</exception>
    public static ConfusionMatrix Of(int classes, ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted)
    {
        if (actual.Length != predicted.Length)
            throw Mismatch($"Got {actual.Length} labels and {predicted.Length} predictions, wanted as many of each.");
        var cells = new double[checked(classes * classes)];
        for (var i = 0; i < actual.Length; i++)
        {
            if ((uint)actual[i] >= (uint)classes || (uint)predicted[i] >= (uint)classes)
                throw Mismatch($"Got class {actual[i]} taken for {predicted[i]}, wanted both from 0 to {classes - 1}.");
            cells[(actual[i] * classes) + predicted[i]]++;
        }

        return new(classes, [.. cells]);
    }

    /// <summary>The matrix of both sets of examples.</summary>
    /// <exception cref="FederatedException">FED-1502: another number of classes.</exception>
    public ConfusionMatrix Add(ConfusionMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Classes == Classes
            ? new(Classes, [.. Cells.Zip(other.Cells, (a, b) => a + b)])
            : throw Mismatch($"Got confusion matrices of {Classes} and {other.Classes} classes, wanted as many in both.");
    }

    /// <summary>The matrix with 0 where noise made a cell negative, so that every ratio lies within 0 and 1.</summary>
    public ConfusionMatrix NonNegative() => new(Classes, [.. Cells.Select(cell => Math.Max(cell, 0))]);

    /// <summary>Precision, recall and F1 of one class.</summary>
    public ClassMetrics Of(int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, Classes);
        var hit = this[label, label];
        return new(Ratio(hit, _columns[label]), Ratio(hit, _rows[label]), Ratio(2 * hit, _rows[label] + _columns[label]), _rows[label]);
    }

    /// <summary>The unweighted mean of a figure over all classes.</summary>
    public double Macro(Func<ClassMetrics, double> figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Enumerable.Range(0, Classes).Average(label => figure(Of(label)));
    }

    /// <summary>The mean of a figure over the classes, each weighing as many as it has examples.</summary>
    public double Weighted(Func<ClassMetrics, double> figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Ratio(Enumerable.Range(0, Classes).Sum(label => figure(Of(label)) * _rows[label]), Total);
    }

    /// <inheritdoc/>
    public bool Equals(ConfusionMatrix? other) => other is not null && Classes == other.Classes && Cells.AsSpan().SequenceEqual(other.Cells.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfusionMatrix);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Classes, Total, Correct);

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;

    private static FederatedException Mismatch(string message) => new(ErrorCodes.DataMismatch, message);
}
