using System.Security.Cryptography;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Ports;

namespace Federated.Grains.Round;

/// <summary>A blob that is read in pieces, its hash checked before the first. Several threads may read at once.</summary>
public sealed class StoredBytes : IByteSource, IDisposable
{
    private readonly Stream _stream;

    private StoredBytes(Stream stream) => (_stream, Length) = (stream, stream.Length);

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Opens a blob that the ledger names.</summary>
    /// <exception cref="FederatedException">FED-1603 when it is not there or damaged.</exception>
    public static async Task<StoredBytes> Open(IBlobStore blobs, ContentHash hash) => await TryOpen(blobs, hash)
        ?? throw new FederatedException(ErrorCodes.StorageCorrupt, $"The blob {hash} is named by the ledger and missing from the blob store, or damaged. Restore it from a backup.");

    /// <summary>Opens a blob; null when there is none, or one with another hash.</summary>
    public static async Task<StoredBytes?> TryOpen(IBlobStore blobs, ContentHash hash)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        if (blobs.OpenRead(hash) is not { } stream)
            return null;
        var bytes = new StoredBytes(stream);
        try
        {
            if (ContentHash.FromBytes(await SHA256.HashDataAsync(stream)) == hash)
                return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }

        bytes.Dispose();
        return null;
    }

    /// <inheritdoc/>
    /// <remarks>A file is read by place, any other stream by one thread after the other.</remarks>
    public void Read(long place, Span<byte> destination)
    {
        if (_stream is not FileStream file)
        {
            lock (_stream)
            {
                _stream.Position = place;
                _stream.ReadExactly(destination);
            }

            return;
        }

        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, destination, place);
            if (read == 0)
                throw new EndOfStreamException("Got the end of a blob in the middle, wanted all of it. What needs it is tried again.");
            destination = destination[read..];
            place += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
