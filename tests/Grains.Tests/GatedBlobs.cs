using Federated.Domain.Models;
using Federated.Grains.Ports;

namespace Federated.Grains.Tests;

/// <summary>A blob store whose writing a test can hold up.</summary>
public sealed class GatedBlobs(IBlobStore inner) : IBlobStore
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closed;
    private int _begun;
    private int _ended;

    /// <summary>Ends when a write waits at the gate.</summary>
    public Task Held => _held.Task;

    /// <summary>Writes that have begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Writes that have ended.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Holds up writes from now on.</summary>
    public void Close() => _closed = true;

    /// <summary>Lets all of them through, for good.</summary>
    public void Open() => _opened.TrySetResult();

    public async Task<ContentHash> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _begun);
        if (_closed)
        {
            _held.TrySetResult();
            await _opened.Task;
        }

        var hash = await inner.Put(content, cancellationToken);
        Interlocked.Increment(ref _ended);
        return hash;
    }

    public Task<IBlobWriter> Create(long length, CancellationToken cancellationToken = default) => Task.FromResult<IBlobWriter>(new BufferedBlobWriter(length, Put));

    public Task<byte[]?> Read(ContentHash hash, CancellationToken cancellationToken = default) => inner.Read(hash, cancellationToken);

    public Stream? OpenRead(ContentHash hash) => inner.OpenRead(hash);

    public Task Forget(ContentHash hash) => inner.Forget(hash);
}
