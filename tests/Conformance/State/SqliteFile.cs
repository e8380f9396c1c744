using Microsoft.Data.Sqlite;

namespace Federated.Conformance.State;

/// <summary>A database file with the silo's script applied.</summary>
internal sealed class SqliteFile : IDisposable
{
    /// <summary>The name under which Orleans finds Microsoft.Data.Sqlite.</summary>
    public const string Invariant = "System.Data.SQLite";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"conformance-{Guid.NewGuid():N}.db");

    public SqliteFile()
    {
        SQLitePCL.Batteries_V2.Init();
        using var script = new StreamReader(typeof(SqliteFile).Assembly.GetManifestResourceStream("orleans-sqlite.sql")!);
        var text = script.ReadToEnd();
        Execute(text);
        Execute(text);
    }

    public string ConnectionString => $"Data Source={_path}";

    /// <summary>The first column of all rows, as text.</summary>
    public List<string> Query(string sql)
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    public void Execute(string sql)
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        File.Delete(_path);
    }
}
