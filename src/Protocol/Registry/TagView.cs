namespace Federated.Protocol.Registry;

/// <summary>A tag that stands.</summary>
/// <param name="Track">The track.</param>
/// <param name="Tag">The tag.</param>
public sealed record TagView(string Track, string Tag);
