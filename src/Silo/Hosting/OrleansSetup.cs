using Federated.Silo.Storage;
using Orleans.Configuration;

namespace Federated.Silo.Hosting;

/// <summary>Orleans in this process: one silo, state and reminders in the federation's database.</summary>
internal static class OrleansSetup
{
    private const string Name = "federated";

    /// <summary>Orleans' name for SQLite, which its providers serve with Microsoft.Data.Sqlite.</summary>
    private const string Invariant = "System.Data.SQLite";

    /// <summary>Configures the silo.</summary>
    public static void Configure(ISiloBuilder silo, SiloOptions options, SiloPorts ports) => silo
        .UseLocalhostClustering(ports.Silo, options.GatewayPort, primarySiloEndpoint: null, serviceId: Name, clusterId: Name)
        .Configure<SiloMessagingOptions>(o => o.ResponseTimeout = options.ResponseTimeout)
        .AddAdoNetGrainStorageAsDefault(storage => storage.Configure<SqliteConnections>((o, database) =>
        {
            o.Invariant = Invariant;
            o.ConnectionString = database.ConnectionString;
        }))
        .UseAdoNetReminderService(reminders => reminders.Configure<SqliteConnections>((o, database) =>
        {
            o.Invariant = Invariant;
            o.ConnectionString = database.ConnectionString;
        }))
        .AddIncomingGrainCallFilter<ProductCallFilter>();
}
