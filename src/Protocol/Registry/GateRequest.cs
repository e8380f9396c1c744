using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>A coordinator agrees on a gate.</summary>
/// <param name="Value">The bound; kept to a millionth.</param>
/// <param name="Reason">Why, 1 to 500 characters.</param>
/// <param name="Data">The hash of the held-out data it must be measured on, or null for any.</param>
public sealed record GateRequest(double Value, string Reason, ContentHash? Data = null);
