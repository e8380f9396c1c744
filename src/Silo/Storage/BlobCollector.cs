using System.Collections.Immutable;
using Federated.Domain.Registry;
using Federated.Grains.Ports;

namespace Federated.Silo.Storage;

/// <summary>
/// Removes blobs that nothing needs: what <see cref="UnnamedBlobs"/> says, and nothing else. Models, moments and whatever else
/// the ledger names stay for good. Safe at any time: blobs are listed before the ledger is read, young ones are kept, and a
/// blob that is put again meanwhile is young again (<see cref="IBlobInventory.Remove"/>).
/// </summary>
/// <param name="ledger">What names blobs.</param>
/// <param name="blobs">What is stored.</param>
/// <param name="time">The clock.</param>
public sealed class BlobCollector(ILedgerStore ledger, IBlobInventory blobs, TimeProvider time)
{
    private const int PageSize = 500;

    /// <summary>How long before now, and before the beginning of every open round, a blob is kept: an hour.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>Looks for blobs that nothing needs, and removes them.</summary>
    /// <param name="dryRun">True looks only.</param>
    /// <param name="cancellationToken">Cancels between two blobs.</param>
    /// <returns>What was or would be removed, and what is kept.</returns>
    /// <exception cref="Domain.Errors.FederatedException">FED-1602 when the storage refuses.</exception>
    public async Task<(ImmutableArray<StoredBlob> Removed, ImmutableArray<StoredBlob> Kept)> Collect(bool dryRun, CancellationToken cancellationToken = default)
    {
        var stored = await Task.Run(blobs.List, cancellationToken);
        var now = time.GetUtcNow();
        var unnamed = new UnnamedBlobs(stored.Select(blob => blob.Hash));
        for (var next = 0L; await ledger.Page(next, PageSize, cancellationToken) is { IsEmpty: false } page; next += page.Length)
        {
            foreach (var entry in page)
                unnamed.Apply(entry.Bytes);
        }

        var before = unnamed.WrittenBefore(now, Margin);
        var mayGo = unnamed.Hashes.ToHashSet();
        var removed = ImmutableArray.CreateBuilder<StoredBlob>();
        var kept = ImmutableArray.CreateBuilder<StoredBlob>();
        foreach (var blob in stored)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var goes = mayGo.Contains(blob.Hash) && blob.WrittenAt < before && (dryRun || blobs.Remove(blob.Hash, before));
            (goes ? removed : kept).Add(blob);
        }

        return (removed.ToImmutable(), kept.ToImmutable());
    }
}
