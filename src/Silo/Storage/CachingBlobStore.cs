using Federated.Domain.Models;
using Federated.Grains.Ports;

namespace Federated.Silo.Storage;

/// <summary>
/// Keeps the small blobs that were stored or read last in memory. A blob never changes, so a copy is never stale; it is put
/// into the cache only after the store has made it durable, or has checked its hash. Callers do not write into what
/// <see cref="Read"/> returns.
/// </summary>
/// <param name="store">Where the blobs are.</param>
public sealed class CachingBlobStore(IBlobStore store) : IBlobStore
{
    /// <summary>Bytes of the largest blob that is kept.</summary>
    public const int LargestKept = 1 << 20;

    /// <summary>Blobs kept: models and moments of the last rounds of a few runs.</summary>
    public const int Kept = 16;

    private readonly Lock _lock = new();
    private readonly LinkedList<(ContentHash Hash, byte[] Content)> _recent = [];

    /// <inheritdoc/>
    public async Task<ContentHash> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var hash = await store.Put(content, cancellationToken);
        if (content.Length <= LargestKept && Find(hash) is null)
            Keep(hash, content.ToArray());
        return hash;
    }

    /// <inheritdoc/>
    public Task<IBlobWriter> Create(long length, CancellationToken cancellationToken = default) => length <= LargestKept
        ? Task.FromResult<IBlobWriter>(new BufferedBlobWriter(length, Put))
        : store.Create(length, cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]?> Read(ContentHash hash, CancellationToken cancellationToken = default)
    {
        if (Find(hash) is { } kept)
            return kept;
        var content = await store.Read(hash, cancellationToken);
        if (content is { Length: <= LargestKept })
            Keep(hash, content);
        return content;
    }

    /// <inheritdoc/>
    public Stream? OpenRead(ContentHash hash) => Find(hash) is { } kept ? new MemoryStream(kept, writable: false) : store.OpenRead(hash);

    /// <inheritdoc/>
    public Task Forget(ContentHash hash)
    {
        lock (_lock)
        {
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Hash != hash)
                    continue;
                _recent.Remove(node);
                break;
            }
        }

        return store.Forget(hash);
    }

    private byte[]? Find(ContentHash hash)
    {
        lock (_lock)
        {
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Hash != hash)
                    continue;
                _recent.Remove(node);
                _recent.AddFirst(node);
                return node.Value.Content;
            }
        }

        return null;
    }

    private void Keep(ContentHash hash, byte[] content)
    {
        lock (_lock)
        {
            _recent.AddFirst((hash, content));
            if (_recent.Count > Kept)
                _recent.RemoveLast();
        }
    }
}
