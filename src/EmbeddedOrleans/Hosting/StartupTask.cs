using Orleans.Runtime;

namespace Orleans.Hosting;

internal sealed class StartupTask(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task> run, int stage)
    : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(StartupTask), stage, cancellation => run(services, cancellation));
}
