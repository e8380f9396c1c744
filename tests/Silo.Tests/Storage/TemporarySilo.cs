using Federated.Silo.Security;
using Federated.Silo.Storage;
using Microsoft.Data.Sqlite;

namespace Federated.Silo.Tests.Storage;

/// <summary>A data directory with keys and a migrated database, removed at the end.</summary>
public sealed class TemporarySilo : IDisposable
{
    private static readonly SqliteOptions Impatient = new()
    {
        BusyTimeout = TimeSpan.FromMilliseconds(1),
        MaxRetries = 1,
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    public TemporarySilo()
    {
        Paths = new SiloPaths(Path.Combine(Path.GetTempPath(), "federated-tests", Path.GetRandomFileName())).CreateDirectories();
        Keys = KeyStore.LoadOrCreate(Paths);
        Connections = new SqliteConnections(Paths.DatabaseFile);
        new SchemaMigrator(Connections, TimeProvider.System).Migrate();
    }

    public SiloPaths Paths { get; }

    public KeyStore Keys { get; }

    public SqliteConnections Connections { get; private set; }

    public SqliteLedgerStore OpenLedger() => SqliteLedgerStore.Open(Connections, Keys.RoundSecrets, TimeProvider.System);

    public SqliteLedgerStore OpenImpatientLedger() =>
        SqliteLedgerStore.Open(new SqliteConnections(Paths.DatabaseFile, Impatient), Keys.RoundSecrets, TimeProvider.System);

    /// <summary>Closes every connection, as the end of the process would, and starts over.</summary>
    public void Restart()
    {
        Connections.Dispose();
        Connections = new SqliteConnections(Paths.DatabaseFile);
    }

    /// <summary>Runs statements as somebody who has the file but not the product.</summary>
    public void Tamper(string sql)
    {
        using var connection = new SqliteConnection(Connections.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DROP TRIGGER IF EXISTS ledger_entries_keep; DROP TRIGGER IF EXISTS ledger_entries_stay; "
            + "DROP TRIGGER IF EXISTS ledger_nodes_keep; DROP TRIGGER IF EXISTS ledger_nodes_stay; PRAGMA foreign_keys = OFF; " + sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Connections.Dispose();
        Keys.Dispose();
        Directory.Delete(Paths.DataDirectory, recursive: true);
    }
}
