using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Work to do when the silo starts.</summary>
public static class SiloBuilderStartupExtensions
{
    /// <summary>Runs a task of the given class.</summary>
    public static ISiloBuilder AddStartupTask<TStartup>(this ISiloBuilder builder, int stage = ServiceLifecycleStage.Active)
        where TStartup : class, IStartupTask => builder.AddStartupTask(
            (services, cancellation) => ActivatorUtilities.GetServiceOrCreateInstance<TStartup>(services).Execute(cancellation), stage);

    /// <summary>Runs a task.</summary>
    public static ISiloBuilder AddStartupTask(this ISiloBuilder builder, IStartupTask startupTask, int stage = ServiceLifecycleStage.Active) =>
        builder.AddStartupTask((_, cancellation) => startupTask.Execute(cancellation), stage);

    /// <summary>Runs a delegate.</summary>
    public static ISiloBuilder AddStartupTask(
        this ISiloBuilder builder, Func<IServiceProvider, CancellationToken, Task> startupTask, int stage = ServiceLifecycleStage.Active) =>
        builder.ConfigureServices(services => services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            provider => new StartupTask(provider, startupTask, stage)));
}
