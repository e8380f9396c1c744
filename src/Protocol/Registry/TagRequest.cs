using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>A coordinator sets a tag.</summary>
/// <param name="Model">The model.</param>
/// <param name="Reason">Why, 1 to 500 characters.</param>
public sealed record TagRequest(ContentHash Model, string Reason);
