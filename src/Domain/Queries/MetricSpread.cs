using System.Collections.Immutable;

namespace Federated.Domain.Queries;

/// <summary>How far one metric lies apart between partners, each counting once. No partner's own figure is in it.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Mean">The mean over the partners.</param>
/// <param name="Deviation">The standard deviation over the partners (divisor n: they are all there is), to about 4e-5 of <paramref name="Largest"/>.</param>
/// <param name="Largest">The upper end of the histogram; the lower end is 0.</param>
/// <param name="Partners">How many partners lie in each of the histogram's equal bins.</param>
public sealed record MetricSpread(string Metric, double Mean, double Deviation, double Largest, ImmutableArray<int> Partners)
{
    /// <summary>How many partners have a figure: one without an example has none.</summary>
    public int Count => Partners.Sum();

    /// <summary>The lower end of the lowest bin with a partner in it; null of none.</summary>
    public double? Low => Count == 0 ? null : Partners.TakeWhile(partners => partners == 0).Count() * Largest / Partners.Length;

    /// <summary>The upper end of the highest bin with a partner in it; null of none.</summary>
    public double? High => Count == 0 ? null : (Partners.Length - Partners.Reverse().TakeWhile(partners => partners == 0).Count()) * Largest / Partners.Length;
}
