using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>A coordinator records what it measured on its own held-out data; never on a partner's.</summary>
/// <param name="Dataset">What people call the data, 1 to 100 characters.</param>
/// <param name="Data">The hash that names the data.</param>
/// <param name="Examples">The number of examples, from 1.</param>
/// <param name="Metrics">Metrics by name; kept to a millionth.</param>
public sealed record EvaluationRequest(string Dataset, ContentHash Data, long Examples, ImmutableSortedDictionary<string, double> Metrics);
