using Federated.Grains;
using Federated.Silo.Intake;
using Federated.Silo.Storage;

namespace Federated.Silo.Hosting;

/// <summary>What every silo consists of, with listeners or without.</summary>
internal static class SiloServices
{
    /// <summary>The data directory and what lives in it. Register it before Orleans, which finds its tables there.</summary>
    public static IServiceCollection AddSiloCore(this IServiceCollection services, SiloOptions options, SiloPaths paths, SiloPorts ports) => services
        .AddSingleton(options)
        .AddSingleton(SiloAddresses.Of(options, ports))
        .AddHostedService<DataDirectoryLock>()
        .AddFederatedStorage(paths)
        .AddFederatedGrains()
        .AddSingleton<CoordinatorFile>();

    /// <summary>The federation's start and the intake. Register it after Orleans, so that they start when the silo is up.</summary>
    public static IServiceCollection AddSiloWork(this IServiceCollection services, SiloOptions options) => services
        .AddHostedService<FederationStart>()
        .AddIntake(options);
}
