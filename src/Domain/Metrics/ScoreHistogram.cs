using System.Collections.Immutable;
using Federated.Domain.Errors;

namespace Federated.Domain.Metrics;

/// <summary>
/// How many positive and how many negative examples score in each of a number of equal parts of [0, 1]. Histograms of disjoint examples
/// add up, so that the area under the ROC curve can be had over partners that show no example. Immutable.
/// </summary>
/// <remarks>
/// Pairs within one bin count half, as ties: the area is that of the scores cut to bins, and <see cref="AucBounds"/> holds that of the scores
/// themselves. Counts may be broken or negative where noise was added; then a negative one counts as 0, and the bounds say nothing of the noise.
/// </remarks>
public sealed class ScoreHistogram : IEquatable<ScoreHistogram>
{
    /// <param name="positives">Positive examples, one count a bin, the lowest scores first.</param>
    /// <param name="negatives">Negative examples, as many bins.</param>
    /// <exception cref="FederatedException">FED-1502: not as many bins of each, none, or a count that is not finite.</exception>
    public ScoreHistogram(ImmutableArray<double> positives, ImmutableArray<double> negatives)
    {
        if (positives.IsDefaultOrEmpty || negatives.IsDefault || positives.Length != negatives.Length || !positives.All(double.IsFinite) || !negatives.All(double.IsFinite))
            throw new FederatedException(ErrorCodes.DataMismatch, "Got score histograms of positive and negative examples that do not fit together, wanted as many finite counts of each.");
        (Positives, Negatives) = (positives, negatives);
    }

    /// <summary>Positive examples in each bin.</summary>
    public ImmutableArray<double> Positives { get; }

    /// <summary>Negative examples in each bin.</summary>
    public ImmutableArray<double> Negatives { get; }

    /// <summary>The bin of a score: [0, 1] in equal parts, a part holding its lower end and the last one both. Scores outside go to the ends, NaN to the lowest.</summary>
    /// <param name="score">The score.</param>
    /// <param name="bins">The number of bins, at least 1.</param>
    public static int Bin(double score, int bins) => score > 0 ? (int)Math.Min(score * bins, bins - 1) : 0;

    /// <summary>Counts examples.</summary>
    /// <param name="scores">0 to 1.</param>
    /// <param name="positive">As many: whether the example is positive.</param>
    /// <param name="bins">The number of bins, at least 1.</param>
    /// <exception cref="ArgumentException">Not as many of each.</exception>
    public static ScoreHistogram Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (scores.Length != positive.Length)
            throw new ArgumentException($"Got {scores.Length} scores of {positive.Length} examples, wanted one each.", nameof(scores));
        var (positives, negatives) = (new double[bins], new double[bins]);
        for (var i = 0; i < scores.Length; i++)
            (positive[i] ? positives : negatives)[Bin(scores[i], bins)]++;
        return new([.. positives], [.. negatives]);
    }

    /// <summary>The histogram of both sets of examples.</summary>
    /// <exception cref="FederatedException">FED-1502: another number of bins.</exception>
    public ScoreHistogram Add(ScoreHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Positives.Length == Positives.Length
            ? new([.. Positives.Zip(other.Positives, (a, b) => a + b)], [.. Negatives.Zip(other.Negatives, (a, b) => a + b)])
            : throw new FederatedException(ErrorCodes.DataMismatch, $"Got score histograms of {Positives.Length} and {other.Positives.Length} bins, wanted as many in both.");
    }

    /// <summary>The area under the ROC curve of the binned scores; null without a positive and a negative example.</summary>
    public double? Auc => Area() is var (won, tied, pairs) && pairs > 0 ? (won + (tied / 2)) / pairs : null;

    /// <summary>Where the area of the scores before they were binned lies: every pair within one bin lost, or won. Null like <see cref="Auc"/>.</summary>
    public (double Low, double High)? AucBounds => Area() is var (won, tied, pairs) && pairs > 0 ? (won / pairs, (won + tied) / pairs) : null;

    /// <inheritdoc/>
    public bool Equals(ScoreHistogram? other) => other is not null
        && Positives.AsSpan().SequenceEqual(other.Positives.AsSpan()) && Negatives.AsSpan().SequenceEqual(other.Negatives.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ScoreHistogram);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Positives.Length, Positives.Sum(), Negatives.Sum());

    private (double Won, double Tied, double Pairs) Area()
    {
        var (won, tied, positives, below) = (0.0, 0.0, 0.0, 0.0);
        for (var bin = 0; bin < Positives.Length; bin++)
        {
            var (hits, misses) = (Math.Max(Positives[bin], 0), Math.Max(Negatives[bin], 0));
            won += hits * below;
            tied += hits * misses;
            (positives, below) = (positives + hits, below + misses);
        }

        return (won, tied, positives * below);
    }
}
