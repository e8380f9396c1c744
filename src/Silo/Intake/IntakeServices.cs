using Federated.Grains.Abstractions.Round;
using Federated.Silo.Hosting;

namespace Federated.Silo.Intake;

/// <summary>Registers the intake.</summary>
internal static class IntakeServices
{
    /// <summary>The intake of this process and its heartbeat.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services, SiloOptions options) => services
        .AddSingleton<FoldBook>()
        .AddSingleton<SpoolFolder>()
        .AddSingleton(new StagingBudget(options.MaxStagedBytes))
        .AddSingleton(services => new ResumableUploads(Math.Max(1, options.MaxStagedBytes / 4), services.GetRequiredService<TimeProvider>()))
        .AddSingleton<IIntakeObserver, IntakeObserver>()
        .AddSingleton<IntakeIdentity>()
        .AddSingleton<IntakeService>()
        .AddHostedService<IntakeHeartbeat>();
}
