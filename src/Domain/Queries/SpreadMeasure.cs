using System.Globalization;

namespace Federated.Domain.Queries;

/// <summary>
/// The spread of one metric between partners: every partner adds its own figure, the square of it, and 1 to a bin of a histogram. Mode
/// <c>none</c> only.
/// </summary>
/// <param name="Metric">The metric.</param>
/// <param name="Bound">The largest figure; the smallest is 0.</param>
internal sealed record SpreadMeasure(string Metric, double Bound)
{
    /// <summary>Bins of the histogram.</summary>
    internal const int Bins = 20;

    /// <summary>The number of statistics that a spread is made of.</summary>
    internal const int Statistics = 3;

    /// <summary>The number of totals that a spread is made of.</summary>
    internal const int Length = Bins + 2;

    internal IEnumerable<QueryStatistic> ToStatistics() =>
    [
        new($"spread.{Metric}", 1, Bound, static () => [string.Empty]),
        new($"spread.{Metric}.squared", 1, Bound * Bound, static () => [string.Empty]),
        new($"spread.{Metric}.partners", Bins, 1, () => [.. Enumerable.Range(0, Bins).Select(bin =>
            string.Create(CultureInfo.InvariantCulture, $"{bin * Bound / Bins:0.####} and up"))]) { Whole = true },
    ];
}
