using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>What was measured of a model, on held-out data of the coordinator.</summary>
/// <param name="At">When.</param>
/// <param name="Dataset">What people call the data.</param>
/// <param name="Data">The hash that names the data.</param>
/// <param name="Examples">The number of examples.</param>
/// <param name="Metrics">Metrics by name, to a millionth.</param>
/// <param name="By">Who measured.</param>
public sealed record EvaluationView(
    DateTimeOffset At, string Dataset, ContentHash Data, long Examples, ImmutableSortedDictionary<string, double> Metrics, string By);
