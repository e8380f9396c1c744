using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>A quality gate.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Bound"><c>minimum</c>, <c>maximum</c>, <c>drop</c> or <c>rise</c>.</param>
/// <param name="Value">The bound.</param>
/// <param name="Data">The hash of the held-out data it must be measured on, or null for any.</param>
/// <param name="Text">The same in words.</param>
public sealed record GateView(string Metric, string Bound, double Value, ContentHash? Data, string Text);
