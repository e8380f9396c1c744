using System.Text;

namespace Federated.Simulation.Tests;

public sealed class VirtualStorageTests
{
    private const string Log = "/virtual/charges.jsonl";
    private readonly HeldUpdates _held = new(capacity: 10);
    private readonly VirtualStorage _storage;

    public VirtualStorageTests() => _storage = new("/virtual/outbox", _held);

    [Fact]
    public void Append_AfterWrite_GoesOnWithWhatIsThere()
    {
        _storage.Write(Log, "a"u8);
        _storage.Append(Log, "b"u8);
        _storage.Append(Log, "c"u8);
        Assert.Equal("abc", Encoding.UTF8.GetString(_storage.Read(Log)!));
        _storage.Write(Log, "d"u8);
        Assert.Equal("d", Encoding.UTF8.GetString(_storage.Read(Log)!));
        _storage.Delete(Log);
        Assert.False(_storage.Exists(Log));
        Assert.Null(_storage.Read(Log));
    }

    [Fact]
    public void List_OfAFolder_IsItsOwnFilesInOrder()
    {
        _storage.Write("/virtual/outbox/b", "x"u8);
        _storage.Write("/virtual/outbox/a", "x"u8);
        _storage.Write("/virtual/receipts/c", "x"u8);
        Assert.Equal(["/virtual/outbox/a", "/virtual/outbox/b"], _storage.List("/virtual/outbox"));
    }

    [Fact]
    public void Write_UpdatesPastTheBound_DropTheOldest()
    {
        var other = new VirtualStorage("/virtual/outbox", _held);
        _storage.Write("/virtual/outbox/1.safetensors", "123456"u8);
        other.Write("/virtual/outbox/1.json", "12345678901234567890"u8);
        Assert.True(_storage.Exists("/virtual/outbox/1.safetensors"));
        other.Write("/virtual/outbox/1.safetensors", "123456"u8);
        Assert.False(_storage.Exists("/virtual/outbox/1.safetensors"));
        Assert.True(other.Exists("/virtual/outbox/1.safetensors"));
        Assert.True(other.Exists("/virtual/outbox/1.json"));
        Assert.Equal(6, _held.Bytes);
    }

    [Fact]
    public void Write_TensorsThatAreNoUpdate_AreNeverDropped()
    {
        _storage.Write("/virtual/controls/run.000001.safetensors", "12345678901"u8, secret: true);
        _storage.Write("/virtual/outbox/1.safetensors", "1234567890"u8);
        Assert.True(_storage.Exists("/virtual/controls/run.000001.safetensors"));
        Assert.Equal(10, _held.Bytes);
    }

    [Fact]
    public void Write_UpdateAgain_IsNotDroppedWithItsEarlierBytes()
    {
        const string Path = "/virtual/outbox/1.safetensors";
        _storage.Write(Path, "1234"u8);
        _storage.Write(Path, "5678"u8);
        _storage.Write("/virtual/outbox/2.safetensors", "9012"u8);
        Assert.Equal("5678", Encoding.UTF8.GetString(_storage.Read(Path)!));
    }
}
