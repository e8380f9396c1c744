using Federated.Domain.Errors;
using Microsoft.Data.Sqlite;
using Polly;
using Polly.Retry;

namespace Federated.Silo.Storage;

/// <summary>
/// Runs database work on the thread pool (SQLite is synchronous, and an Orleans turn must not block), repeats it a
/// bounded number of times when the database was locked or the disk failed, and says in the end what is wrong.
/// The work is one whole transaction, so a repeat starts from what is durable.
/// </summary>
internal sealed class SqlitePipeline
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, IoError = 10, Corrupt = 11, Full = 13, NotADatabase = 26;

    private readonly ResiliencePipeline _pipeline;
    private readonly string _database;

    public SqlitePipeline(SqliteConnections connections, TimeProvider time)
    {
        var options = connections.Options;
        _database = connections.DatabaseFile;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<SqliteException>(e => e.SqliteErrorCode is Busy or Locked or IoError),
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    /// <summary>Runs the work on the thread pool. Cancellation takes effect between attempts, never inside one.</summary>
    public async Task<T> Run<T>(string what, Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (work, token) => await Task.Run(work, token).ConfigureAwait(false), work, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Translate(what, e);
        }
    }

    /// <summary>Runs the work on this thread; for start-up.</summary>
    public T RunNow<T>(string what, Func<T> work)
    {
        try
        {
            return _pipeline.Execute(static work => work(), work);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Translate(what, e);
        }
    }

    private FederatedException Translate(string what, Exception e)
    {
        var code = (e as SqliteException)?.SqliteErrorCode;
        return code switch
        {
            Corrupt or NotADatabase => new(ErrorCodes.StorageCorrupt,
                $"Could not {what}: got '{_database}', which SQLite cannot read as a database, wanted an intact one. "
                + "Stop the silo and restore the data directory from its backup.", e.Message, e),
            Busy or Locked => new(ErrorCodes.StorageUnavailable,
                $"Could not {what}: the database '{_database}' stayed locked through every retry, wanted it free. Nothing was changed. "
                + "End the other program that holds it (a backup, a second silo) and try again.", e.Message, e),
            Full => new(ErrorCodes.StorageUnavailable,
                $"Could not {what}: the disk of '{_database}' is full. Nothing was changed. Free some space and try again.", e.Message, e),
            _ => new(ErrorCodes.StorageUnavailable,
                $"Could not {what}: the database '{_database}' failed, wanted a readable and writable file. Nothing was changed. "
                + "See the silo's log for the cause and check the disk and the permissions.", e.Message, e),
        };
    }
}
