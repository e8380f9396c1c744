using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Ports;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_PiecesInAnyOrder_AreStoredUnderTheirHash(bool inOrder)
    {
        var store = Open();
        await using var writer = await store.Create(Content.Length);
        var places = Enumerable.Range(0, Content.Length / 1000).Select(i => 1000 * i).ToArray();
        foreach (var place in inOrder ? places : [.. places.Reverse()])
            writer.Write(place, Content.AsSpan(place, 1000));

        Assert.Null(await store.Read(ContentHash.Of(Content)));
        Assert.Equal(ContentHash.Of(Content), await writer.Commit());
        Assert.Equal(Content, await Open().Read(ContentHash.Of(Content)));
        await writer.DisposeAsync();
        Assert.Single(Files());
    }

    [Fact]
    public async Task Create_ContentThatIsThereAlready_LeavesOneFileAndMendsADamagedOne()
    {
        var store = Open();
        var hash = await store.Put(Content);
        Assert.Equal(hash, await Write(store));
        Damage(hash);
        Assert.Equal(hash, await Write(store));

        Assert.Equal(Content, await store.Read(hash));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Create_NotCommittedOrNotWhole_LeavesNothing()
    {
        var store = Open();
        await using (var writer = await store.Create(Content.Length))
        {
            writer.Write(0, Content.AsSpan(0, 10));
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.Commit());
        }

        Assert.Empty(Files());
    }

    [Fact]
    public async Task Create_DiskIsFull_SaysSoAndLeavesNothing()
    {
        var store = new FileBlobStore(_silo.Paths, new ImpatientTime())
        {
            CreateFile = path => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0),
        };

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => Write(store));

        Assert.Equal(ErrorCodes.StorageUnavailable, refusal.Code);
        Assert.Contains("is full", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Create_ThroughTheCache_KeepsSmallBlobsAlone()
    {
        var store = new CachingBlobStore(Open());
        var small = await Write(store);
        var content = new byte[CachingBlobStore.LargestKept + 1];
        await using var writer = await store.Create(content.Length);
        writer.Write(0, content);
        var large = await writer.Commit();

        foreach (var file in Files())
            File.Delete(file);
        Assert.Equal(Content, await store.Read(small));
        Assert.Null(await store.Read(large));
    }

    [Fact]
    public async Task Put_DiskIsFull_SaysSoAndChangesNothingAndWorksOnceThereIsSpace()
    {
        // The kernel's own full disk: every write to it fails with ENOSPC.
        var full = true;
        var store = new FileBlobStore(_silo.Paths, new ImpatientTime())
        {
            CreateFile = path => full
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

    private static async Task<ContentHash> Write(IBlobStore store)
    {
        await using var writer = await store.Create(Content.Length);
        writer.Write(0, Content);
        return await writer.Commit();
    }

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
