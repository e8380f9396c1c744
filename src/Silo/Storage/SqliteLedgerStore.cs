using System.Collections.Immutable;
using Dapper;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;
using Federated.Silo.Security;
using Microsoft.Data.Sqlite;

namespace Federated.Silo.Storage;

/// <summary>
/// The ledger in SQLite. An append is one <c>BEGIN IMMEDIATE</c> transaction, so the size that it compares is the size
/// that it appends at, across processes too. Inside this process appends queue for one writer; reads never wait for it.
/// </summary>
/// <remarks>
/// A round's secret is stored under AES-256-GCM with a key outside the database. After erasing one the write-ahead log
/// is cut, so no database file holds it any more; what a file system or a backup keeps of old files is beyond that.
/// </remarks>
public sealed class SqliteLedgerStore : ILedgerStore, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly SqliteConnections _connections;
    private readonly RoundSecretWrapper _wrapper;
    private readonly SqlitePipeline _pipeline;

    private SqliteLedgerStore(SqliteConnections connections, RoundSecretWrapper wrapper, TimeProvider time)
    {
        _connections = connections;
        _wrapper = wrapper;
        _pipeline = new SqlitePipeline(connections, time);
    }

    /// <summary>Opens the ledger of a migrated database and checks every entry against the head.</summary>
    /// <param name="connections">The database, at this build's schema (<see cref="SchemaMigrator"/>).</param>
    /// <param name="wrapper">Wraps round secrets.</param>
    /// <param name="time">Times the waits between retries.</param>
    /// <exception cref="Domain.Errors.FederatedException">
    /// FED-1401 when the ledger does not add up; FED-1602 or FED-1603 when the database cannot be read.
    /// </exception>
    public static SqliteLedgerStore Open(SqliteConnections connections, RoundSecretWrapper wrapper, TimeProvider time)
    {
        var store = new SqliteLedgerStore(connections, wrapper, time);
        store._pipeline.RunNow("check the ledger", () =>
        {
            using var connection = connections.Open();
            using var snapshot = connection.BeginTransaction(deferred: true);
            return LedgerIntegrity.CheckAll(connection, snapshot);
        });
        return store;
    }

    /// <inheritdoc/>
    public Task<LedgerHead> ReadHead(CancellationToken cancellationToken = default) => Read(
        "read the ledger's head", static connection => connection.QuerySingle<HeadRow>(LedgerSql.ReadHead).ToHead(), cancellationToken);

    /// <inheritdoc/>
    public async Task<ImmutableArray<AppendedEntry>> Append(LedgerAppend append, CancellationToken cancellationToken = default)
    {
        var batch = LedgerBatch.Prepare(append, _wrapper);
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _pipeline.Run("append to the ledger", () => Append(batch), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredEntry>> Page(long from, int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        return Read("read a page of the ledger", connection => Entries(connection, LedgerSql.Page, new { from, max }), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredEntry>> EntriesOfRun(RunId run, CancellationToken cancellationToken = default) => Read(
        "read a run's ledger entries", connection => Entries(connection, LedgerSql.OfRun, new { run = run.ToString() }), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredEntry>> EntriesOfTypes(IReadOnlyCollection<string> types, CancellationToken cancellationToken = default) => Read(
        "read ledger entries by type", connection => Entries(connection, LedgerSql.OfTypes, new { types }), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredEntry?> Find(string uniqueKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uniqueKey);
        return Read("find a ledger entry",
            connection => connection.QuerySingleOrDefault<EntryRow>(LedgerSql.Find, new { uniqueKey })?.Checked(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]?> ReadSecret(RoundId round, CancellationToken cancellationToken = default) => Read(
        "read a round's secret",
        connection => connection.QuerySingleOrDefault<byte[]>(LedgerSql.ReadSecret, LedgerTransaction.RoundKey(round)) is { } wrapped
            ? _wrapper.Unwrap(round, wrapped)
            : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsCommittedModel(ContentHash model, CancellationToken cancellationToken = default) => Read(
        "look a model up in the ledger", connection => connection.ExecuteScalar<long>(LedgerSql.FindModel, new { model = model.ToString() }) > 0,
        cancellationToken);

    /// <summary>Releases the writer's queue; the connections are their owner's.</summary>
    public void Dispose() => _writer.Dispose();

    private ImmutableArray<AppendedEntry> Append(LedgerBatch batch)
    {
        using var connection = _connections.Open();
        ImmutableArray<AppendedEntry> appended;
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            appended = new LedgerTransaction(connection, transaction).Write(batch);
            transaction.Commit();
        }

        if (batch.Erase is not null)
            CutLog(connection);
        return appended;
    }

    // The append is durable whatever comes of this; a log that a reader keeps from being cut now is cut after the next round.
    private static void CutLog(SqliteConnection connection)
    {
        try
        {
            connection.Execute(LedgerSql.CutLog);
        }
        catch (SqliteException)
        {
            // See above: reporting a committed append as failed would be worse.
        }
    }

    private static ImmutableArray<StoredEntry> Entries(SqliteConnection connection, string sql, object parameters) =>
        [.. connection.Query<EntryRow>(sql, parameters).Select(row => row.Checked())];

    private Task<T> Read<T>(string what, Func<SqliteConnection, T> read, CancellationToken cancellationToken) => _pipeline.Run(what, () =>
    {
        using var connection = _connections.Open();
        return read(connection);
    }, cancellationToken);
}
