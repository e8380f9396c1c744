using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Ports;

namespace Federated.Grains.Tests;

/// <summary>A blob store whose disk a test fills: it refuses as the real one does, having stored nothing.</summary>
public sealed class FillableDisk(IBlobStore inner) : IBlobStore
{
    private int _refused;

    public bool IsFull { get; set; }

    public int Refused => _refused;

    public Task<ContentHash> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (!IsFull)
            return inner.Put(content, cancellationToken);
        Interlocked.Increment(ref _refused);
        throw new FederatedException(ErrorCodes.StorageUnavailable, "Could not store a blob: the disk is full. Nothing was changed.");
    }

    public Task<IBlobWriter> Create(long length, CancellationToken cancellationToken = default) => Task.FromResult<IBlobWriter>(new BufferedBlobWriter(length, Put));

    public Task<byte[]?> Read(ContentHash hash, CancellationToken cancellationToken = default) => inner.Read(hash, cancellationToken);

    public Stream? OpenRead(ContentHash hash) => inner.OpenRead(hash);

    public Task Forget(ContentHash hash) => inner.Forget(hash);
}
