using Federated.Grains.Ports;

namespace Federated.Silo.Storage;

/// <summary>
/// Opens keys, ledger and blobs before any hosted service starts, so that Orleans finds its tables, and a silo with a
/// damaged data directory refuses to start instead of failing in the middle of a round.
/// </summary>
internal sealed class StorageStartup(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.Run(() =>
    {
        services.GetRequiredService<ILedgerStore>();
        services.GetRequiredService<IBlobStore>();
    }, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
