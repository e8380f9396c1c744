using System.Data.Common;
using System.Reflection;

namespace Orleans.Storage;

/// <summary>Opens connections of a named ADO.NET provider and runs the queries that the table OrleansQuery holds.</summary>
internal sealed class AdoNetDatabase(string invariant, string connectionString)
{
    /// <summary>The names that Orleans knows, with the assembly and class that each stands for.</summary>
    private static readonly Dictionary<string, (string Assembly, string Factory)> KnownFactories = new(StringComparer.Ordinal)
    {
        ["System.Data.SQLite"] = ("Microsoft.Data.Sqlite", "Microsoft.Data.Sqlite.SqliteFactory"),
        ["Npgsql"] = ("Npgsql", "Npgsql.NpgsqlFactory"),
    };

    private readonly DbProviderFactory _factory = FindFactory(invariant);

    /// <summary>The stored queries, by key.</summary>
    public async Task<Dictionary<string, string>> ReadQueriesAsync(CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(
            "SELECT QueryKey, QueryText FROM OrleansQuery", [], static row => (Key: row.GetString(0), Text: row.GetString(1)), cancellationToken);
        return rows.ToDictionary(row => row.Key, row => row.Text, StringComparer.Ordinal);
    }

    /// <summary>Runs all statements of <paramref name="sql"/> and gives the rows of all of them.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql, (string Name, object? Value)[] parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var connection = _factory.CreateConnection() ?? throw new InvalidOperationException($"The provider '{invariant}' made no connection.");
        await using (connection)
        {
            connection.ConnectionString = connectionString;
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }

            List<T> rows = [];
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(read(reader));
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
            return rows;
        }
    }

    private static DbProviderFactory FindFactory(string invariant)
    {
        if (DbProviderFactories.TryGetFactory(invariant, out var registered))
        {
            return registered;
        }

        if (!KnownFactories.TryGetValue(invariant, out var known))
        {
            throw new InvalidOperationException(
                $"Got the ADO.NET invariant '{invariant}', wanted one of {string.Join(", ", KnownFactories.Keys)} or one registered with DbProviderFactories.");
        }

        var type = Assembly.Load(known.Assembly).GetType(known.Factory, throwOnError: true)!;
        return (DbProviderFactory)type.GetField("Instance", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
    }
}
