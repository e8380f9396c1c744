using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Tests;

/// <summary>What the silo logged, for tests that wait until something has failed.</summary>
public sealed class SeenLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Everything, for the message of a test that waited in vain.</summary>
    public override string ToString() => string.Join('\n', _lines);

    public int Count(string text) => _lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{formatter(state, exception)} {exception?.Message}");

    public void Dispose()
    {
    }
}
