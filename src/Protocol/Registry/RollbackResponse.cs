using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>A release was rolled back.</summary>
/// <param name="From">The model that was released.</param>
/// <param name="To">The model that is released again.</param>
public sealed record RollbackResponse(ContentHash From, ContentHash To);
