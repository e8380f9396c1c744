namespace Federated.Protocol.Registry;

/// <summary>A coordinator removes blobs that nothing needs.</summary>
/// <param name="DryRun">True only says what would go.</param>
public sealed record CollectRequest(bool DryRun);
