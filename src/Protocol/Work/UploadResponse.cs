using Federated.Domain.Ledger;

namespace Federated.Protocol.Work;

/// <summary>
/// First line of the answer to an upload: the signed receipt, flushed before any waiting. With <c>Prefer: wait=N</c> a
/// second line follows, a <see cref="WorkResponse"/>, so that a round costs one request.
/// </summary>
/// <param name="Receipt">The promise that the ledger will name this update or say why not.</param>
/// <param name="Duplicate">True when the same bytes were claimed before.</param>
public sealed record UploadResponse(SignedReceipt Receipt, bool Duplicate)
{
    /// <summary>Header of a PUT whose body begins at that byte, and of the answer to HEAD: how much of the update in Content-Digest is here.</summary>
    public const string OffsetHeader = "Upload-Offset";
}
