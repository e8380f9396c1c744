using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>A model that was brought in.</summary>
/// <param name="Model">Its hash.</param>
/// <param name="Layout">The hash of its parameter layout.</param>
/// <param name="Parameters">Number of its values.</param>
public sealed record ImportResponse(ContentHash Model, ContentHash Layout, long Parameters);
