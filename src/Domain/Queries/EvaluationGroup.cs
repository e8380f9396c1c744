using System.Collections.Immutable;
using Federated.Domain.Metrics;

namespace Federated.Domain.Queries;

/// <summary>The figures of all examples, or of one group.</summary>
/// <param name="Name">The group; empty for all examples.</param>
/// <param name="Metrics">The figures.</param>
/// <param name="Deviations">The standard error, from the noise, of <c>examples</c>, <c>accuracy</c> and <c>loss</c>, where they were measured; 0 without noise.</param>
public sealed record EvaluationGroup(string Name, MetricReport Metrics, ImmutableSortedDictionary<string, double> Deviations);
