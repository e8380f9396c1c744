using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>A stored blob.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="WrittenAt">When it was written last.</param>
public sealed record BlobView(ContentHash Hash, long Bytes, DateTimeOffset WrittenAt);
