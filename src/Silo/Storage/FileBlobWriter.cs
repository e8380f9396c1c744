using System.Security.Cryptography;
using Federated.Domain.Models;
using Federated.Grains.Ports;

namespace Federated.Silo.Storage;

/// <summary>
/// A blob while it is written to its temporary file. Bytes that come in order are hashed as they come; otherwise the file is read once more
/// in the end.
/// </summary>
internal sealed class FileBlobWriter : IBlobWriter
{
    private const int BufferSize = 1 << 18;
    private readonly FileStream _file;
    private readonly string _temporary;
    private readonly long _length;
    private readonly Func<ContentHash, string, CancellationToken, Task> _name;
    private readonly Func<Exception, Exception> _failed;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _hashed;

    /// <param name="file">The temporary file, open and empty.</param>
    /// <param name="temporary">Its path.</param>
    /// <param name="length">How long it will be.</param>
    /// <param name="name">Gives the synced file its name, or finds that the blob is there already; then the file is still there.</param>
    /// <param name="failed">What to throw when the disk refuses.</param>
    internal FileBlobWriter(
        FileStream file, string temporary, long length, Func<ContentHash, string, CancellationToken, Task> name, Func<Exception, Exception> failed)
    {
        (_file, _temporary, _length, _name, _failed) = (file, temporary, length, name, failed);
    }

    /// <inheritdoc/>
    public void Write(long place, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, bytes, place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _failed(e);
        }

        if (place != _hashed)
            return;
        _hash.AppendData(bytes);
        _hashed += bytes.Length;
    }

    /// <inheritdoc/>
    public async Task<ContentHash> Commit(CancellationToken cancellationToken = default)
    {
        try
        {
            var hash = await Task.Run(Finish, cancellationToken).ConfigureAwait(false);
            await _name(hash, _temporary, cancellationToken).ConfigureAwait(false);
            return hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _failed(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _file.DisposeAsync().ConfigureAwait(false);
        File.Delete(_temporary); // Gone when it was given its name.
    }

    private ContentHash Finish()
    {
        if (RandomAccess.GetLength(_file.SafeFileHandle) != _length)
            throw new InvalidOperationException($"Got a blob of {RandomAccess.GetLength(_file.SafeFileHandle)} bytes, wanted the {_length} that were announced.");
        _file.Flush(flushToDisk: true);
        if (_hashed == _length)
            return ContentHash.FromBytes(_hash.GetHashAndReset());

        // What was hashed came first and in order; the rest came in any order.
        var buffer = new byte[BufferSize];
        while (_hashed < _length)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, buffer, _hashed);
            if (read == 0)
                throw new EndOfStreamException($"Got the end of '{_temporary}' at {_hashed}, wanted {_length} bytes.");
            _hash.AppendData(buffer.AsSpan(0, read));
            _hashed += read;
        }

        return ContentHash.FromBytes(_hash.GetHashAndReset());
    }
}
