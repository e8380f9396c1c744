using Federated.Domain.Models;

namespace Federated.Grains.Ports;

/// <summary>Immutable blobs named by their SHA-256: model files, strategy moments, large partial sums.</summary>
public interface IBlobStore
{
    /// <summary>Stores a blob; when the call returns it is durable. Storing the same content again is harmless.</summary>
    Task<ContentHash> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Begins a blob of so many bytes, which need not be in memory together.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1602 when the storage refuses.</exception>
    Task<IBlobWriter> Create(long length, CancellationToken cancellationToken = default);

    /// <summary>The blob's bytes, or null when there is none. The hash is checked on reading.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1603 when the stored bytes do not have the hash.</exception>
    Task<byte[]?> Read(ContentHash hash, CancellationToken cancellationToken = default);

    /// <summary>Opens the blob for streaming (seekable), or null when there is none.</summary>
    Stream? OpenRead(ContentHash hash);

    /// <summary>Removes a blob that nothing names any more; harmless when it is gone.</summary>
    Task Forget(ContentHash hash);
}
