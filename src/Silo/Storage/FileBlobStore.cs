using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Ports;
using Federated.Protocol;
using Polly;
using Polly.Retry;

namespace Federated.Silo.Storage;

/// <summary>
/// Blobs as files: <c>blobs/9f/9f86d0...</c>, folders by the first two hex digits of the hash. A blob is written to
/// <c>blobs/.tmp</c>, synced, renamed to its name and its folder synced: a name always stands for the whole content, and a
/// <see cref="Put"/> that returned survives a power cut.
/// </summary>
/// <remarks>
/// A file's time of writing is that of the last <see cref="Put"/> of its content, also when the file was there: whoever puts
/// a blob and names it in the ledger afterwards finds it there, whatever <see cref="Remove"/> does meanwhile.
/// </remarks>
public sealed class FileBlobStore : IBlobStore, IBlobInventory
{
    private const int BufferSize = 1 << 16;
    private const string TemporaryFolder = ".tmp";

    // errno of Linux and macOS (no space, over quota), and Windows' own.
    private const int NoSpace = 28, OverQuota = 122, OverQuotaMac = 69, WindowsDiskFull = unchecked((int)0x80070070);

    // Held while a file gets its name or its time, and while one is looked at and removed; never while bytes are written.
    private readonly Lock _names = new();
    private readonly TimeProvider _time;
    private readonly string _root;
    private readonly string _temporary;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Opens the store and removes what writers that died have left behind.</summary>
    /// <param name="paths">Says where the blobs are.</param>
    /// <param name="time">Times the waits between retries.</param>
    /// <exception cref="FederatedException">FED-1602 when the folder cannot be used.</exception>
    public FileBlobStore(SiloPaths paths, TimeProvider time)
    {
        _time = time;
        _root = paths.Blobs;
        _temporary = Path.Combine(_root, TemporaryFolder);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<IOException>(),
                MaxRetryAttempts = 3,
                Delay = Times.Retry,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
        try
        {
            DurableFiles.CreatePrivateDirectory(_temporary);
            Sweep();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("open the blob folder", e);
        }
    }

    /// <summary>Creates the file that a blob is first written to; tests put one there whose disk is full.</summary>
    internal Func<string, FileStream> CreateFile { get; init; } = DurableFiles.CreatePrivate;

    /// <inheritdoc/>
    /// <exception cref="FederatedException">FED-1602 when the disk refuses after the bounded retries.</exception>
    public async Task<ContentHash> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async (content, token) => await Task.Run(() => Write(content), token).ConfigureAwait(false), content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("store a blob", e);
        }
    }

    /// <inheritdoc/>
    public Task<IBlobWriter> Create(long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        try
        {
            var temporary = Path.Combine(_temporary, Path.GetRandomFileName());
            return Task.FromResult<IBlobWriter>(new FileBlobWriter(
                CreateFile(temporary), temporary, length,
                (hash, file, token) => _pipeline.ExecuteAsync(async token => await Task.Run(() => Name(hash, file, length), token).ConfigureAwait(false), token).AsTask(),
                e => Unavailable("store a blob", e)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("store a blob", e);
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]?> Read(ContentHash hash, CancellationToken cancellationToken = default)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(PathOf(hash), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"read blob {hash}", e);
        }

        var got = await Task.Run(() => ContentHash.Of(content), cancellationToken).ConfigureAwait(false);
        return got == hash
            ? content
            : throw new FederatedException(ErrorCodes.StorageCorrupt,
                $"Got a blob with hash {got}, wanted {hash}: its file was changed. Restore '{PathOf(hash)}' from a backup.");
    }

    /// <inheritdoc/>
    public Stream? OpenRead(ContentHash hash)
    {
        try
        {
            return new FileStream(PathOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"open blob {hash}", e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredBlob> List()
    {
        try
        {
            return [.. new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.Directory!.FullName != _temporary)
                .Select(Describe)
                .OfType<StoredBlob>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("list the blobs", e);
        }
    }

    /// <inheritdoc/>
    public bool Remove(ContentHash hash, DateTimeOffset writtenBefore)
    {
        try
        {
            lock (_names)
            {
                var file = new FileInfo(PathOf(hash));
                if (!file.Exists || file.LastWriteTimeUtc >= writtenBefore.UtcDateTime)
                    return false;
                file.Delete();
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"remove blob {hash}", e);
        }
    }

    /// <inheritdoc/>
    public Task Forget(ContentHash hash) => Task.Run(() => Remove(hash, DateTimeOffset.MaxValue));

    private string PathOf(ContentHash hash)
    {
        var name = hash.ToString();
        return Path.Combine(_root, name[..2], name);
    }

    private static StoredBlob? Describe(FileInfo file)
    {
        try
        {
            return ContentHash.TryParse(file.Name, out var hash) ? new(hash, file.Length, file.LastWriteTimeUtc) : null;
        }
        catch (FileNotFoundException)
        {
            return null; // Removed since it was listed.
        }
    }

    private ContentHash Write(ReadOnlyMemory<byte> content)
    {
        var hash = ContentHash.Of(content.Span);
        Store(hash, content.Length, path => WriteNew(path, content));
        return hash;
    }

    /// <summary>Gives a temporary file that is written and synced the name of its hash.</summary>
    private void Name(ContentHash hash, string temporary, long length) => Store(hash, length, path =>
    {
        lock (_names)
            File.Move(temporary, path, overwrite: true);
    });

    private void Store(ContentHash hash, long length, Action<string> put)
    {
        var path = PathOf(hash);
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            DurableFiles.CreatePrivateDirectory(folder);
            DurableFiles.SyncDirectory(_root);
        }

        // A file that is there may have been renamed by another put a moment ago, so its folder is synced all the same;
        // one with other bytes was damaged, and is replaced.
        if (!Holds(path, hash, length) || !Touch(path))
            put(path);
        DurableFiles.SyncDirectory(folder);
    }

    private void WriteNew(string path, ReadOnlyMemory<byte> content)
    {
        var temporary = Path.Combine(_temporary, Path.GetRandomFileName());
        try
        {
            using var file = CreateFile(temporary);
            file.Write(content.Span);
            file.Flush(flushToDisk: true);

            // Renamed while it is open, so that a sweep by another process never sees it as left behind.
            lock (_names)
                File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>False when the file was removed meanwhile.</summary>
    private bool Touch(string path)
    {
        lock (_names)
        {
            if (!File.Exists(path))
                return false;
            File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    private static bool Holds(string path, ContentHash hash, long length)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length != length)
            return false;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize);
        return ContentHash.FromBytes(System.Security.Cryptography.SHA256.HashData(stream)) == hash;
    }

    private void Sweep()
    {
        foreach (var file in Directory.EnumerateFiles(_temporary))
        {
            try
            {
                // A writer that lives holds its file open until it has another name, so this fails for it.
                new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None).Dispose();
                File.Delete(file);
            }
            catch (IOException)
            {
                // In use, or renamed since it was listed.
            }
        }
    }

    private FederatedException Unavailable(string what, Exception e) => e is IOException { HResult: NoSpace or OverQuota or OverQuotaMac or WindowsDiskFull }
        ? new(ErrorCodes.StorageUnavailable,
            $"Could not {what}: the disk of the blob folder '{_root}' is full. Nothing was changed. Free some space; what waits for it goes on by itself.", e.Message, e)
        : new(ErrorCodes.StorageUnavailable,
        $"Could not {what}: the blob folder '{_root}' failed, wanted one with free space that this user may write. "
        + "See the silo's log for the cause and check the disk and the permissions.", e.Message, e);
}
