using System.Collections.Immutable;

namespace Federated.Domain.Queries;

/// <summary>One sum of an evaluation, or one histogram, for every group of every scope.</summary>
/// <param name="Kind">What is summed.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Bins">The number of sums for a group.</param>
/// <param name="Bound">The most that an example adds.</param>
/// <param name="Label">Of <see cref="MeasureKind.Scores"/>: the class.</param>
internal sealed record EvaluationMeasure(MeasureKind Kind, string Title, int Bins, double Bound, int Label = 0)
{
    internal bool Whole => Kind is MeasureKind.Examples or MeasureKind.Correct or MeasureKind.Confusion or MeasureKind.Scores;

    internal bool Signed => Kind == MeasureKind.Target;

    /// <summary>What the bins of one group are called.</summary>
    internal IEnumerable<string> Names(ImmutableArray<string> classes) => Kind switch
    {
        MeasureKind.Confusion => classes.SelectMany(actual => classes.Select(predicted => $"{actual} taken for {predicted}")),
        MeasureKind.Scores => Enumerable.Range(0, Bins).Select(bin => FormattableString.Invariant(
            $"{(bin < Bins / 2 ? "not " : string.Empty)}{classes[Label]}, score {(double)(bin % (Bins / 2)) / (Bins / 2):0.####} and up")),
        _ => [string.Empty],
    };
}
