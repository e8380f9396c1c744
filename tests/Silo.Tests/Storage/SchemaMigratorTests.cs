using Dapper;
using Federated.Domain.Errors;
using Federated.Silo.Storage;

namespace Federated.Silo.Tests.Storage;

public sealed class SchemaMigratorTests : IDisposable
{
    private readonly TemporarySilo _silo = new();

    public void Dispose() => _silo.Dispose();

    [Fact]
    public void Migrate_EmptyDatabase_RecordsEveryScriptInOrder()
    {
        using var connection = _silo.Connections.Open();
        var versions = connection.Query<int>("SELECT version FROM schema_version ORDER BY version").ToArray();

        Assert.Equal(Enumerable.Range(1, new SchemaMigrator(_silo.Connections, TimeProvider.System).Version), versions);
    }

    [Fact]
    public void Migrate_Twice_KeepsOrleansTablesAndState()
    {
        using var connection = _silo.Connections.Open();
        var queries = connection.ExecuteScalar<int>("SELECT COUNT(*) FROM OrleansQuery");
        connection.Execute("""
            INSERT INTO OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
            VALUES ('federated', 'run-1', 'wake', '2026-01-01', 60000, 1, 0)
            """);

        new SchemaMigrator(_silo.Connections, TimeProvider.System).Migrate();

        Assert.True(queries > 0);
        Assert.Equal(queries, connection.ExecuteScalar<int>("SELECT COUNT(*) FROM OrleansQuery"));
        Assert.Equal(1, connection.ExecuteScalar<int>("SELECT COUNT(*) FROM OrleansRemindersTable"));
    }

    [Fact]
    public async Task Migrate_MigratedDatabase_AppliesNothingAndKeepsTheLedger()
    {
        using (var store = _silo.OpenLedger())
            await store.Append(new([LedgerSamples.Enrolled("north")]));

        Assert.Equal(0, new SchemaMigrator(_silo.Connections, TimeProvider.System).Migrate());

        using var reopened = _silo.OpenLedger();
        Assert.Equal(1, (await reopened.ReadHead()).Size);
    }

    [Fact]
    public void Migrate_DatabaseOfANewerRelease_IsRefused()
    {
        using (var connection = _silo.Connections.Open())
            connection.Execute("INSERT INTO schema_version VALUES (999, '999-future.sql', '')");

        var refusal = Assert.Throws<FederatedException>(() => new SchemaMigrator(_silo.Connections, TimeProvider.System).Migrate());

        Assert.Equal(ErrorCodes.ConfigurationInvalid, refusal.Code);
        Assert.Contains("schema version 999", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_SeveralAtOnce_AppliesEachScriptOnce()
    {
        var file = Path.Combine(_silo.Paths.DataDirectory, "other.db");

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var connections = new SqliteConnections(file);
            return new SchemaMigrator(connections, TimeProvider.System).Migrate();
        })));

        using var connections = new SqliteConnections(file);
        Assert.Equal(new SchemaMigrator(connections, TimeProvider.System).Version, applied.Sum());
    }

    [Fact]
    public void Open_AnyConnection_HasTheSettingsTheLedgerRestsOn()
    {
        using var connection = _silo.Connections.Open();

        Assert.Equal("wal", connection.ExecuteScalar<string>("PRAGMA journal_mode"));
        Assert.Equal(2, connection.ExecuteScalar<int>("PRAGMA synchronous"));
        Assert.Equal(1, connection.ExecuteScalar<int>("PRAGMA foreign_keys"));
        Assert.Equal(1, connection.ExecuteScalar<int>("PRAGMA secure_delete"));
        Assert.Equal(5000, connection.ExecuteScalar<int>("PRAGMA busy_timeout"));
    }

    [Fact]
    public void Open_NewDatabase_IsReadableByItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
            return;

        using var connection = _silo.Connections.Open();
        foreach (var file in Directory.EnumerateFiles(_silo.Paths.DataDirectory, "federated.db*"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }
}
