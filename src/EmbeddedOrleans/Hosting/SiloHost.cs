using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Starts and stops the silo with its host, and collects idle grains meanwhile.</summary>
internal sealed class SiloHost(
    GrainRuntime runtime, IOptions<GrainCollectionOptions> collection, IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants) : IHostedService, IDisposable
{
    private readonly SiloLifecycle _lifecycle = new();
    private ITimer? _collector;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var options = collection.Value;
        if (options.CollectionAge <= options.CollectionQuantum)
        {
            throw new OrleansConfigurationException(
                $"Got GrainCollectionOptions.CollectionAge = {options.CollectionAge}, wanted more than CollectionQuantum = {options.CollectionQuantum}.");
        }

        foreach (var participant in participants)
        {
            participant.Participate(_lifecycle);
        }

        _lifecycle.Subscribe(nameof(SiloHost), ServiceLifecycleStage.GrainDeactivation, StartCollecting, StopGrainsAsync);
        await _lifecycle.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _lifecycle.StopAsync(cancellationToken);

    public void Dispose() => _collector?.Dispose();

    private Task StartCollecting(CancellationToken cancellationToken)
    {
        var quantum = collection.Value.CollectionQuantum;
        _collector = runtime.Clock.CreateTimer(_ => runtime.Catalog.Collect(AgeOf), null, quantum, quantum);
        return Task.CompletedTask;
    }

    private TimeSpan AgeOf(Activation activation) =>
        collection.Value.ClassSpecificCollectionAge.GetValueOrDefault(activation.Class.Implementation.FullName!, collection.Value.CollectionAge);

    private async Task StopGrainsAsync(CancellationToken cancellationToken)
    {
        _collector?.Dispose();
        await runtime.Catalog.StopAsync(cancellationToken);
        runtime.Stop();
    }
}
