using Microsoft.Extensions.Logging;

namespace Federated.Simulation;

/// <summary>What the silo warns of; of what its libraries say, errors alone, for they remark on the machine at every start.</summary>
/// <param name="remarks">Where it goes.</param>
internal sealed class SiloRemarks(Remarks remarks) : ILoggerProvider
{
    private const string Product = "Federated.";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        new Listener(remarks, categoryName.StartsWith(Product, StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Error);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Listener(Remarks remarks, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                remarks.Add(exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}");
        }
    }
}
