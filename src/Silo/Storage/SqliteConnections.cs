using Dapper;
using Microsoft.Data.Sqlite;

namespace Federated.Silo.Storage;

/// <summary>
/// Opens connections to the silo's database, pooled, each with the settings that the ledger's guarantees rest on:
/// write-ahead log with <c>synchronous=FULL</c> (a commit that returned survives a power cut), foreign keys, and
/// <c>secure_delete</c> (an erased round secret is overwritten, not only unlinked).
/// </summary>
public sealed class SqliteConnections : IDisposable
{
    private const string Pragmas = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        """;

    private const int OneAttemptOnly = 1;

    private readonly string _busyTimeout;

    static SqliteConnections() => SQLitePCL.Batteries_V2.Init();

    /// <param name="databaseFile">The database file; an empty one of mode 0600 is made when there is none.</param>
    /// <param name="options">How patient to be.</param>
    public SqliteConnections(string databaseFile, SqliteOptions? options = null)
    {
        DatabaseFile = Path.GetFullPath(databaseFile);
        Options = options ?? new SqliteOptions();
        ConnectionString = new SqliteConnectionStringBuilder
        {
            DataSource = DatabaseFile,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = true,
            ForeignKeys = true,
        }.ToString();
        _busyTimeout = FormattableString.Invariant($"PRAGMA busy_timeout = {(int)Options.BusyTimeout.TotalMilliseconds};");
    }

    /// <summary>The database file, absolute.</summary>
    public string DatabaseFile { get; }

    /// <summary>How patient the access is.</summary>
    public SqliteOptions Options { get; }

    /// <summary>The connection string, for what opens connections of its own (Orleans' ADO.NET providers).</summary>
    public string ConnectionString { get; }

    /// <summary>An open connection; disposing it gives it back to the pool.</summary>
    /// <exception cref="SqliteException">The database cannot be opened.</exception>
    public SqliteConnection Open()
    {
        // The driver would repeat a busy statement on its own until its timeout; the waiting is SQLite's and the
        // repeating is the pipeline's, so that both stay bounded by the options.
        var connection = new SqliteConnection(ConnectionString) { DefaultTimeout = OneAttemptOnly };
        try
        {
            CreateFile();
            connection.Open();
            connection.Execute(_busyTimeout);
            connection.Execute(Pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closes the pooled connections, which also folds the write-ahead log back into the database.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    // SQLite would create the file with the process's umask; its log files take their mode from it.
    private void CreateFile()
    {
        if (File.Exists(DatabaseFile))
            return;
        try
        {
            DurableFiles.CreatePrivate(DatabaseFile).Dispose();
        }
        catch (IOException) when (File.Exists(DatabaseFile))
        {
            // Another process was faster; its file serves as well.
        }
    }
}
