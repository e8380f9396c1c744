using Federated.Domain.Models;

namespace Federated.Grains.Ports;

/// <summary>A small blob, collected in memory.</summary>
/// <param name="length">Its length.</param>
/// <param name="put">Stores it.</param>
public sealed class BufferedBlobWriter(long length, Func<ReadOnlyMemory<byte>, CancellationToken, Task<ContentHash>> put) : IBlobWriter
{
    private readonly byte[] _bytes = new byte[length];

    /// <inheritdoc/>
    public void Write(long place, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.AsSpan((int)place));

    /// <inheritdoc/>
    public Task<ContentHash> Commit(CancellationToken cancellationToken = default) => put(_bytes, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
