using System.Collections.Immutable;

namespace Federated.Protocol.Registry;

/// <summary>What was removed, or would be.</summary>
/// <param name="DryRun">True when nothing was removed.</param>
/// <param name="Removed">The blobs.</param>
/// <param name="RemovedBytes">Their bytes.</param>
/// <param name="Kept">How many blobs are kept.</param>
/// <param name="KeptBytes">Their bytes.</param>
public sealed record CollectResponse(bool DryRun, ImmutableArray<BlobView> Removed, long RemovedBytes, int Kept, long KeptBytes);
