using Federated.Domain.Errors;
using Federated.Silo.Storage;

namespace Federated.Silo.Hosting;

/// <summary>
/// One silo to a data directory: the first holds a lock on <c>silo.lock</c> as long as its process lives, and a second one is
/// refused before it opens anything. The operating system frees the lock, however the process ends.
/// </summary>
internal sealed class DataDirectoryLock(SiloPaths paths) : IHostedLifecycleService, IDisposable
{
    private FileStream? _lock;

    /// <inheritdoc/>
    /// <exception cref="FederatedException">FED-1601 when another silo has the directory.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            _lock = new FileStream(Path.Combine(paths.DataDirectory, "silo.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"--data: got '{paths.DataDirectory}', which another silo is using, wanted one of its own. Stop the other silo, or name another directory.", inner: e);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
