using Microsoft.Extensions.Logging;

namespace Federated.Simulation;

/// <summary>What the silo warns of.</summary>
/// <param name="remarks">Where it goes.</param>
internal sealed class SiloRemarks(Remarks remarks) : ILoggerProvider, ILogger
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            remarks.Add(exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
