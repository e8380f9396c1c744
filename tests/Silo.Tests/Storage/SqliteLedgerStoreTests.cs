using Federated.Domain.Errors;
using Federated.Domain.Rounds;
using Microsoft.Data.Sqlite;
using static Federated.Silo.Tests.Storage.LedgerSamples;

namespace Federated.Silo.Tests.Storage;

public sealed class SqliteLedgerStoreTests : IDisposable
{
    private readonly TemporarySilo _silo = new();

    public void Dispose() => _silo.Dispose();

    [Theory]
    [InlineData("UPDATE ledger_head SET root = '0000000000000000000000000000000000000000000000000000000000000000'", "wanted 00000000")]
    [InlineData("UPDATE ledger_head SET size = 4", "Merkle root")]
    [InlineData("UPDATE ledger_head SET size = 7", "no hash")]
    [InlineData("DELETE FROM ledger_head", "without a head")]
    [InlineData("UPDATE ledger_nodes SET hash = '0000000000000000000000000000000000000000000000000000000000000000' WHERE level = 2", "Merkle root")]
    [InlineData("DELETE FROM ledger_nodes WHERE level = 2", "no hash")]
    [InlineData("DELETE FROM ledger_entries WHERE idx = 2", "Got entry 3 after 2 entries")]
    [InlineData("UPDATE ledger_entries SET bytes = x'7b7d' WHERE idx = 1", "the entry was changed")]
    [InlineData("UPDATE ledger_entries SET leaf_hash = (SELECT leaf_hash FROM ledger_entries WHERE idx = 0), bytes = (SELECT bytes FROM ledger_entries WHERE idx = 0) WHERE idx = 1", "from the entries' bytes")]
    [InlineData("INSERT INTO ledger_entries (idx, leaf_hash, bytes, type) SELECT 6, leaf_hash, bytes, type FROM ledger_entries WHERE idx = 0", "Got 7 ledger entries, wanted 6")]
    public async Task Open_DatabaseWasChanged_IsRefusedWithBothValues(string tampering, string message)
    {
        using (var store = _silo.OpenLedger())
            await store.Append(new([.. Enumerable.Range(1, 6).Select(i => Rejected("run-1", i, "north"))]));
        _silo.Tamper(tampering);

        var refusal = Assert.Throws<FederatedException>(_silo.OpenLedger);
        Assert.Equal(ErrorCodes.LedgerCorrupt, refusal.Code);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_NodesWereChangedWhileOpen_IsRefused()
    {
        using var store = _silo.OpenLedger();
        await store.Append(new([Enrolled("north"), Enrolled("south")]));
        _silo.Tamper("UPDATE ledger_nodes SET hash = '0000000000000000000000000000000000000000000000000000000000000000'");

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => store.Append(new([Enrolled("east")])));

        Assert.Equal(ErrorCodes.LedgerCorrupt, refusal.Code);
        Assert.Equal(2, (await store.ReadHead()).Size);
    }

    [Fact]
    public async Task Page_EntryWasChangedWhileOpen_IsRefused()
    {
        using var store = _silo.OpenLedger();
        await store.Append(new([Enrolled("north")]));
        _silo.Tamper("UPDATE ledger_entries SET bytes = x'7b7d'");

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => store.Page(0, 10));

        Assert.Equal(ErrorCodes.LedgerCorrupt, refusal.Code);
    }

    [Theory]
    [InlineData("UPDATE ledger_entries SET type = 'x'")]
    [InlineData("DELETE FROM ledger_entries")]
    [InlineData("UPDATE ledger_nodes SET hash = hash")]
    [InlineData("DELETE FROM ledger_nodes")]
    public async Task Database_StatementThatRewritesHistory_IsRefused(string sql)
    {
        using (var store = _silo.OpenLedger())
            await store.Append(new([Enrolled("north"), Enrolled("south")]));
        using var connection = _silo.Connections.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;

        Assert.Contains("append-only", Assert.Throws<SqliteException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ProcessDiedInsideATransaction_ShowsNothingOfIt()
    {
        using (var store = _silo.OpenLedger())
            await store.Append(new([Enrolled("north")]));

        using var copy = new TemporarySilo();
        using (var connection = _silo.Connections.Open())
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "UPDATE ledger_head SET size = 2; INSERT INTO ledger_entries (idx, leaf_hash, bytes, type) "
                + "SELECT 1, leaf_hash, bytes, type FROM ledger_entries WHERE idx = 0;";
            command.ExecuteNonQuery();
            copy.Connections.Dispose();
            CopyDatabase(copy);
        }

        using var reopened = copy.OpenLedger();
        Assert.Equal(await _silo.OpenLedger().ReadHead(), await reopened.ReadHead());
        Assert.Equal(1, (await reopened.ReadHead()).Size);
    }

    [Fact]
    public async Task Open_ProcessDiedWithoutClosing_HasEveryAppendThatReturned()
    {
        using var store = _silo.OpenLedger();
        await store.Append(new([Enrolled("north"), Enrolled("south")], StoreSecret: new(new(Run, 1), new byte[32])));

        using var copy = new TemporarySilo();
        copy.Connections.Dispose();
        CopyDatabase(copy);

        Assert.True(File.Exists(_silo.Paths.DatabaseFile + "-wal"));
        using var reopened = copy.OpenLedger();
        Assert.Equal(await store.ReadHead(), await reopened.ReadHead());
    }

    [Fact]
    public async Task Append_DatabaseStaysLocked_IsRefusedAndWorksOnceItIsFree()
    {
        using var store = _silo.OpenImpatientLedger();
        using (var other = _silo.Connections.Open())
        using (other.BeginTransaction())
        {
            var refusal = await Assert.ThrowsAsync<FederatedException>(() => store.Append(new([Enrolled("north")])));
            Assert.Equal(ErrorCodes.StorageUnavailable, refusal.Code);
            Assert.Contains("stayed locked", refusal.Message, StringComparison.Ordinal);

            // Readers are not in a writer's way.
            Assert.Equal(0, (await store.ReadHead()).Size);
        }

        Assert.False((await store.Append(new([Enrolled("north")])))[0].Existed);
    }

    [Fact]
    public async Task Append_DatabaseMayNotGrow_SaysThatTheDiskIsFullAndChangesNothing()
    {
        using var store = _silo.OpenLedger();
        await store.Append(new([Enrolled("north")]));
        var before = await store.ReadHead();

        // SQLite's own limit answers as a full disk does. The pool has one connection, which the append then takes.
        Pragma("PRAGMA max_page_count = 1");
        var refusal = await Assert.ThrowsAsync<FederatedException>(() => store.Append(new([.. Enumerable.Range(1, 2000).Select(i => Rejected("run-1", i, "north"))])));

        Assert.Equal(ErrorCodes.StorageUnavailable, refusal.Code);
        Assert.Contains("is full", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await store.ReadHead());
        Pragma("PRAGMA max_page_count = 1073741823");
        Assert.Equal(1, (await store.Append(new([Enrolled("south")])))[0].Index);
    }

    private void Pragma(string sql)
    {
        using var connection = _silo.Connections.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Fact]
    public void Open_FileIsNoDatabase_IsRefused()
    {
        _silo.Connections.Dispose();
        File.WriteAllText(_silo.Paths.DatabaseFile, string.Concat(Enumerable.Repeat("This is not a database. ", 100)));
        _silo.Restart();

        Assert.Equal(ErrorCodes.StorageCorrupt, Assert.Throws<FederatedException>(_silo.OpenLedger).Code);
    }

    [Fact]
    public async Task Secret_StoredAndErased_IsInNoFileOfTheDatabase()
    {
        using var store = _silo.OpenLedger();
        var round = new RoundId(Run, 1);
        var secret = Enumerable.Range(0, 32).Select(i => (byte)(i * 7)).ToArray();
        await store.Append(new([Rejected("run-1", 1, "north")], StoreSecret: new(round, secret)));
        Assert.False(AnyFileHolds(secret));
        var wrapped = Wrapped();
        Assert.True(AnyFileHolds(wrapped));

        await store.Append(new([Committed(round, "model")], EraseSecret: round));

        Assert.False(AnyFileHolds(wrapped));
    }

    [Fact]
    public async Task ReadSecret_RowOfAnotherRound_IsRefused()
    {
        using var store = _silo.OpenLedger();
        await store.Append(new([Rejected("run-1", 1, "north")], StoreSecret: new(new(Run, 1), new byte[32])));
        _silo.Tamper("UPDATE round_secrets SET round = 2");

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => store.ReadSecret(new(Run, 2)));

        Assert.Equal(ErrorCodes.StorageCorrupt, refusal.Code);
    }

    // What a power cut leaves: database and log, and not the index of the log, which is memory.
    private void CopyDatabase(TemporarySilo to)
    {
        foreach (var file in (string[])[_silo.Paths.DatabaseFile, _silo.Paths.DatabaseFile + "-wal"])
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(Path.Combine(to.Paths.DataDirectory, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }

    private byte[] Wrapped()
    {
        using var connection = _silo.Connections.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT wrapped FROM round_secrets";
        return (byte[])command.ExecuteScalar()!;
    }

    private bool AnyFileHolds(byte[] content) => Directory.EnumerateFiles(_silo.Paths.DataDirectory, "federated.db*").Any(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(content) >= 0;
    });
}
