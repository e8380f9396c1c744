using Federated.Protocol;

namespace Federated.Silo.Storage;

/// <summary>How patient the database access is before it gives up with FED-1602.</summary>
public sealed record SqliteOptions
{
    /// <summary>How long one statement waits for a lock. Default 5 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = Times.DatabaseLock;

    /// <summary>How often a transaction is tried again after a lock or an I/O error. Default 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The wait before the first retry; it doubles with each one. Default 0.2 seconds.</summary>
    public TimeSpan RetryDelay { get; init; } = Times.Retry;
}
