using Federated.Conformance.Hosting;
using Orleans.Storage;

namespace Federated.Conformance.State;

public sealed class StateTests : IDisposable
{
    /// <summary>What Orleans itself wrote for the grain "note-hash": the hashes of its key and of its state's name.</summary>
    private const string HashesByOrleans = "-2024096133|560655244";

    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task State_BeforeItIsWritten_IsEmptyAndHasNoVersion()
    {
        await using var silo = await StartAsync();

        Assert.Equal(new NoteView("empty", 0, null, false), await silo.Grain<INoteGrain>("note-new").View());
    }

    [Fact]
    public async Task State_Written_IsARowAsOrleansKeepsIt()
    {
        await using var silo = await StartAsync();

        var view = await silo.Grain<INoteGrain>("note-row").Write("hello");

        Assert.Equal(new NoteView("hello", 1, "1", true), view);
        Assert.Equal(
            ["conformance-note|note-row|default|0|0|1|{\"Text\":\"hello\",\"Writes\":1}"],
            _file.Query("""
                SELECT GrainTypeString || '|' || GrainIdExtensionString || '|' || ServiceId || '|' || GrainIdN0 || '|' || GrainIdN1
                    || '|' || Version || '|' || CAST(PayloadBinary AS TEXT)
                FROM OrleansStorage
                """));
    }

    [Fact]
    public async Task State_Written_IsKeyedByTheHashesOfOrleans()
    {
        await using var silo = await StartAsync();

        await silo.Grain<INoteGrain>("note-hash").Write("hello");

        Assert.Equal([HashesByOrleans], _file.Query("SELECT GrainIdHash || '|' || GrainTypeHash FROM OrleansStorage"));
    }

    [Fact]
    public async Task State_AfterARestart_IsThere()
    {
        await using (var before = await StartAsync())
        {
            await before.Grain<INoteGrain>("note-restart").Write("one");
            await before.Grain<INoteGrain>("note-restart").Write("two");
        }

        await using var after = await StartAsync();

        Assert.Equal(new NoteView("two", 2, "2", true), await after.Grain<INoteGrain>("note-restart").View());
    }

    [Theory]
    [InlineData("7f")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("7f+tail")]
    public async Task State_OfAHexadecimalKey_IsFoundAgain(string key)
    {
        await using (var before = await StartAsync())
        {
            await before.Grain<INoteGrain>(key).Write("one");
            await before.Grain<INoteGrain>(key).Write("two");
        }

        await using var after = await StartAsync();

        Assert.Equal("two", (await after.Grain<INoteGrain>(key).View()).Text);
        Assert.Equal(["1"], _file.Query("SELECT count(*) FROM OrleansStorage"));
    }

    [Fact]
    public async Task State_Cleared_KeepsItsRowAndVersion()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grain<INoteGrain>("note-clear");
        await grain.Write("hello");

        Assert.Equal(new NoteView("empty", 0, "2", false), await grain.Clear());
        Assert.Equal(new NoteView("empty", 0, "2", false), await grain.Reread());
        Assert.Equal(new NoteView("again", 1, "3", true), await grain.Write("again"));
    }

    [Fact]
    public async Task State_ClearedBeforeItWasWritten_StaysWithoutARow()
    {
        await using var silo = await StartAsync();

        Assert.Equal(new NoteView("empty", 0, null, false), await silo.Grain<INoteGrain>("note-clear-new").Clear());
        Assert.Equal(["0"], _file.Query("SELECT count(*) FROM OrleansStorage"));
    }

    [Fact]
    public async Task Write_OverAVersionThatWasNotRead_IsAConflictAndChangesNothing()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grain<INoteGrain>("note-conflict");
        await grain.Write("mine");
        _file.Execute("UPDATE OrleansStorage SET Version = 7, PayloadBinary = CAST('{\"Text\":\"theirs\",\"Writes\":9}' AS BLOB)");

        Assert.Equal(nameof(InconsistentStateException), await grain.TryWrite("lost"));

        Assert.Equal(new NoteView("theirs", 9, "7", true), await grain.Reread());
    }

    [Fact]
    public async Task FirstWrite_OverARowOfAnother_IsAConflict()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grain<INoteGrain>("note-conflict-new");
        await grain.View();
        await silo.Grain<INoteGrain>("note-conflict-other").Write("theirs");
        _file.Execute($"UPDATE OrleansStorage SET GrainIdExtensionString = 'note-conflict-new', GrainIdHash = {HashOf("note-conflict-new")}");

        Assert.Equal(nameof(InconsistentStateException), await grain.TryWrite("lost"));
    }

    [Fact]
    public async Task Conflict_ThatEscapesFromACall_DeactivatesTheGrainSoThatTheNextCallReads()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grain<INoteGrain>("note-escape");
        await grain.Write("mine");
        _file.Execute("UPDATE OrleansStorage SET Version = 7, PayloadBinary = CAST('{\"Text\":\"theirs\",\"Writes\":9}' AS BLOB)");

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write("lost"));

        Assert.Equal(new NoteView("mine too", 10, "8", true), await grain.Write("mine too"));
    }

    [Fact]
    public async Task Writes_AskedForInOneTurn_AllEndWithTheLastValueStored()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grain<INoteGrain>("note-many");

        var view = await grain.WriteManyAtOnce(5);

        Assert.Equal(("text 5", 5), (view.Text, view.Writes));
        Assert.Equal(view, await grain.Reread());
    }

    [Fact]
    public async Task State_TouchedOffTheGrainsTurn_IsRefused()
    {
        await using var silo = await StartAsync();

        Assert.Equal(nameof(InvalidOperationException), await silo.Grain<INoteGrain>("note-offturn").ReadOffTurn());
    }

    [Fact]
    public async Task State_InAStorageThatIsNotThere_FailsTheCall()
    {
        await using var silo = await TestSilo.StartAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => silo.Grain<INoteGrain>("note-nowhere").View());
    }

    /// <summary>The hash under which Orleans stores a key: that of its bytes in reverse.</summary>
    private static int HashOf(string key)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(key);
        Array.Reverse(bytes);
        return unchecked((int)StableHash.ComputeHash(bytes));
    }

    private Task<TestSilo> StartAsync() => TestSilo.StartAsync(silo => silo.AddAdoNetGrainStorage("notes", options =>
    {
        options.Invariant = SqliteFile.Invariant;
        options.ConnectionString = _file.ConnectionString;
        options.GrainStorageSerializer = new JsonStateSerializer();
    }));
}
