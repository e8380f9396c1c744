using Federated.Grains.Ports;
using Federated.Silo.Security;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace Federated.Silo.Storage;

/// <summary>Registers storage and keys.</summary>
public static class StorageServices
{
    /// <summary>
    /// Registers everything that lives under the data directory, as singletons: keys, certificate authority, ledger, blobs,
    /// the serializer of grain state. What the caller has registered before stays (a key store it has opened already, a
    /// fake clock, fault points). The host opens all of it before its services start.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="paths">The data directory.</param>
    public static IServiceCollection AddFederatedStorage(this IServiceCollection services, SiloPaths paths)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(paths);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFaultPoints, NoFaultPoints>();
        services.TryAddSingleton<ISecretSource, SystemSecretSource>();
        services.TryAddSingleton(paths);

        services.TryAddSingleton(provider => KeyStore.LoadOrCreate(paths.CreateDirectories(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IFederationKeys>(provider => provider.GetRequiredService<KeyStore>());
        services.TryAddSingleton(provider => provider.GetRequiredService<KeyStore>().RoundSecrets);
        services.TryAddSingleton<CertificateAuthority>();
        services.TryAddSingleton<ClientCertificateValidation>();

        services.TryAddSingleton(provider =>
        {
            // Keys come first: a database without keys means that the keys were lost, and is refused.
            provider.GetRequiredService<KeyStore>();
            return new SqliteConnections(paths.DatabaseFile);
        });
        services.TryAddSingleton<SchemaMigrator>();
        services.TryAddSingleton<ILedgerStore>(provider =>
        {
            provider.GetRequiredService<SchemaMigrator>().Migrate();
            return SqliteLedgerStore.Open(
                provider.GetRequiredService<SqliteConnections>(), provider.GetRequiredService<RoundSecretWrapper>(), provider.GetRequiredService<TimeProvider>());
        });
        services.TryAddSingleton(provider => new FileBlobStore(paths.CreateDirectories(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IBlobStore>(provider => new CachingBlobStore(provider.GetRequiredService<FileBlobStore>()));
        services.TryAddSingleton<IBlobInventory>(provider => provider.GetRequiredService<FileBlobStore>());
        services.TryAddSingleton<BlobCollector>();
        services.AddSingleton<IGrainStorageSerializer, JsonGrainStorageSerializer>();
        services.AddHostedService<StorageStartup>();
        services.AddLogging();
        services.AddHostedService<KeptUpdateSweep>();
        return services;
    }
}
