using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Silo.Storage;
using Federated.Silo.Tests.Intake;

namespace Federated.Silo.Tests.Storage;

public sealed class FileBlobStoreTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];

    private readonly TemporarySilo _silo = new();

    public void Dispose() => _silo.Dispose();

    [Fact]
    public async Task Put_AnyContent_ReadsBackUnderItsHash()
    {
        var store = Open();

        var hash = await store.Put(Content);

        Assert.Equal(ContentHash.Of(Content), hash);
        Assert.Equal(Content, await store.Read(hash));
        Assert.Equal(Content, await Open().Read(hash));
        Assert.Empty(await store.Read(await store.Put(Array.Empty<byte>())) ?? [1]);
    }

    [Fact]
    public async Task Forget_StoredBlob_IsGoneFromTheCacheToo()
    {
        var store = new CachingBlobStore(Open());
        var hash = await store.Put(new byte[] { 1, 2, 3 });
        Assert.NotNull(await store.Read(hash));

        await store.Forget(hash);
        await store.Forget(hash);

        Assert.Null(await store.Read(hash));
        Assert.Null(await Open().Read(hash));
    }

    [Fact]
    public async Task Read_UnknownHash_IsNull()
    {
        var store = Open();

        Assert.Null(await store.Read(ContentHash.Of([1])));
        Assert.Null(store.OpenRead(ContentHash.Of([1])));
        Assert.Null(store.OpenRead(default));
    }

    [Fact]
    public async Task OpenRead_Stored_IsSeekable()
    {
        var store = Open();
        using var stream = store.OpenRead(await store.Put(Content))!;

        Assert.Equal(Content.Length, stream.Length);
        stream.Seek(-10, SeekOrigin.End);
        var tail = new byte[10];
        await stream.ReadExactlyAsync(tail);
        Assert.Equal(Content[^10..], tail);
    }

    [Fact]
    public async Task Put_SameContentManyTimesAtOnce_StoresItOnce()
    {
        var store = Open();

        var hashes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.Put(Content)));

        Assert.Single(hashes.Distinct());
        Assert.Equal(Content, await store.Read(hashes[0]));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Read_FileWasChanged_IsRefusedWithBothHashes()
    {
        var store = Open();
        var hash = await store.Put(Content);
        var damaged = Damage(hash);

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => store.Read(hash));

        Assert.Equal(ErrorCodes.StorageCorrupt, refusal.Code);
        Assert.Contains(hash.ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(damaged.ToString(), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_FileWasChanged_MendsIt()
    {
        var store = Open();
        Damage(await store.Put(Content));

        Assert.Equal(Content, await store.Read(await store.Put(Content)));
    }

    [Fact]
    public async Task Open_LeftoversOfADeadWriter_AreSwept()
    {
        await Open().Put(Content);
        var leftover = Path.Combine(_silo.Paths.Blobs, ".tmp", "leftover");
        File.WriteAllBytes(leftover, Content);

        Open();

        Assert.False(File.Exists(leftover));
        Assert.Single(Files());
    }

    [Fact]
    public void Open_FileOfALivingWriter_IsLeft()
    {
        Open();
        using var living = new FileStream(Path.Combine(_silo.Paths.Blobs, ".tmp", "living"), FileMode.CreateNew, FileAccess.Write, FileShare.None);

        Open();

        Assert.True(File.Exists(living.Name));
    }

    [Fact]
    public async Task Put_FolderCannotBeWritten_IsRefused()
    {
        var store = new FileBlobStore(_silo.Paths, TimeProvider.System);
        var hash = ContentHash.Of(Content);
        File.WriteAllText(Path.Combine(_silo.Paths.Blobs, hash.ToString()[..2]), "in the way");

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => store.Put(Content));

        Assert.Equal(ErrorCodes.StorageUnavailable, refusal.Code);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_silo.Paths.Blobs, ".tmp")));
    }

    [Fact]
    public async Task Put_DiskIsFull_SaysSoAndChangesNothingAndWorksOnceThereIsSpace()
    {
        // The kernel's own full disk: every write to it fails with ENOSPC.
        var full = true;
        var store = new FileBlobStore(_silo.Paths, new ImpatientTime())
        {
            Create = path => full
                ? new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)
                : new FileStream(path, FileMode.CreateNew, FileAccess.Write),
        };

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => store.Put(Content));

        Assert.Equal(ErrorCodes.StorageUnavailable, refusal.Code);
        Assert.Contains("is full", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await store.Read(ContentHash.Of(Content)));
        Assert.Empty(Files());
        full = false;
        Assert.Equal(Content, await store.Read(await store.Put(Content)));
    }

    private FileBlobStore Open() => new(_silo.Paths, TimeProvider.System);

    private string[] Files() => Directory.GetFiles(_silo.Paths.Blobs, "*", SearchOption.AllDirectories);

    private ContentHash Damage(ContentHash hash)
    {
        var file = Files().Single(path => Path.GetFileName(path) == hash.ToString());
        var bytes = File.ReadAllBytes(file);
        bytes[500] ^= 1;
        File.WriteAllBytes(file, bytes);
        return ContentHash.Of(bytes);
    }
}
