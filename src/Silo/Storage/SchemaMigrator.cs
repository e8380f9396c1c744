using System.Globalization;
using Dapper;
using Federated.Domain.Errors;
using Microsoft.Data.Sqlite;

namespace Federated.Silo.Storage;

/// <summary>
/// Brings the database to the schema of this build: the numbered scripts of <c>Storage/Sql</c>, each once and in order,
/// recorded in the table <c>schema_version</c>; then the scripts without a number (Orleans' tables), which are written to be
/// applied again and again. All in one transaction: a crash leaves the old schema or the new one.
/// </summary>
public sealed class SchemaMigrator
{
    private readonly SqliteConnections _connections;
    private readonly TimeProvider _time;
    private readonly SqlitePipeline _pipeline;
    private readonly IReadOnlyList<SqlScript> _scripts = SqlScript.LoadAll();

    /// <param name="connections">The database.</param>
    /// <param name="time">Dates the record of what was applied.</param>
    public SchemaMigrator(SqliteConnections connections, TimeProvider time)
    {
        _connections = connections;
        _time = time;
        _pipeline = new SqlitePipeline(connections, time);
    }

    /// <summary>The schema version of this build.</summary>
    public int Version => _scripts.Max(script => script.Version);

    /// <summary>Applies what is missing; returns how many numbered scripts were applied.</summary>
    /// <exception cref="FederatedException">
    /// FED-1601 when a newer build has written the database, FED-1602 when it does not answer, FED-1603 when it is no database.
    /// </exception>
    public int Migrate() => _pipeline.RunNow("bring the database to this build's schema", () =>
    {
        using var connection = _connections.Open();
        using var transaction = connection.BeginTransaction();
        var applied = Apply(connection, transaction);
        transaction.Commit();
        return applied;
    });

    private int Apply(SqliteConnection connection, SqliteTransaction transaction)
    {
        connection.Execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, script TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT",
            transaction: transaction);
        var found = connection.ExecuteScalar<int>("SELECT COALESCE(MAX(version), 0) FROM schema_version", transaction: transaction);
        if (found > Version)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"Got database '{_connections.DatabaseFile}' with schema version {found}, wanted at most {Version}, which is this build's: "
                + "a newer release has written it. Start that release, or restore the data directory from before the upgrade.");
        }

        var applied = 0;
        foreach (var script in _scripts.Where(script => script.Version == 0 || script.Version > found))
        {
            connection.Execute(script.Text, transaction: transaction);
            if (script.Version == 0)
                continue;
            connection.Execute(
                "INSERT INTO schema_version (version, script, applied_at) VALUES (@Version, @Name, @At)",
                new { script.Version, script.Name, At = _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture) }, transaction);
            applied++;
        }

        return applied;
    }
}
