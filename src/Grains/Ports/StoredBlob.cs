using Federated.Domain.Models;

namespace Federated.Grains.Ports;

/// <summary>A blob that is stored.</summary>
/// <param name="Hash">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="WrittenAt">When its content was put last.</param>
public sealed record StoredBlob(ContentHash Hash, long Bytes, DateTimeOffset WrittenAt);
