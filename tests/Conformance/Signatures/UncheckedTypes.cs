namespace Federated.Conformance.Signatures;

/// <summary>
/// Types of the embedded Orleans whose real ones live in assemblies that the feed lacks (Orleans.Core, .Runtime,
/// .Reminders, .Reminders.AdoNet, .Persistence.Memory, .Serialization, .Serialization.Abstractions). The suite built on
/// the packages checks the uses of them.
/// </summary>
internal static class UncheckedTypes
{
    public static readonly string[] Names =
    [
        "Microsoft.Extensions.Hosting.OrleansClientGenericHostExtensions",
        "Microsoft.Extensions.Hosting.OrleansSiloGenericHostExtensions",
        "Orleans.AliasAttribute",
        "Orleans.Configuration.AdoNetReminderTableOptions",
        "Orleans.Configuration.ClusterOptions",
        "Orleans.Configuration.GrainCollectionOptions",
        "Orleans.Configuration.MemoryGrainStorageOptions",
        "Orleans.Configuration.MessagingOptions",
        "Orleans.Configuration.SiloMessagingOptions",
        "Orleans.GenerateSerializerAttribute",
        "Orleans.GrainReminderExtensions",
        "Orleans.GrainState`1",
        "Orleans.Hosting.ClientBuilderExtensions",
        "Orleans.Hosting.CoreHostingExtensions",
        "Orleans.Hosting.GrainCallFilterSiloBuilderExtensions",
        "Orleans.Hosting.IClientBuilder",
        "Orleans.Hosting.ISiloBuilder",
        "Orleans.Hosting.MemoryGrainStorageSiloBuilderExtensions",
        "Orleans.Hosting.ReminderOptions",
        "Orleans.Hosting.SiloBuilderExtensions",
        "Orleans.Hosting.SiloBuilderReminderExtensions",
        "Orleans.Hosting.SiloBuilderReminderMemoryExtensions",
        "Orleans.Hosting.SiloBuilderStartupExtensions",
        "Orleans.IClusterClient",
        "Orleans.IGrainState`1",
        "Orleans.IRemindable",
        "Orleans.IdAttribute",
        "Orleans.ImmutableAttribute",
        "Orleans.KeepAliveAttribute",
        "Orleans.ResponseTimeoutAttribute",
        "Orleans.Runtime.IGrainReminder",
        "Orleans.Runtime.IPersistentStateConfiguration",
        "Orleans.Runtime.IPersistentState`1",
        "Orleans.Runtime.ISiloLifecycle",
        "Orleans.Runtime.IStartupTask",
        "Orleans.Runtime.PersistentStateAttribute",
        "Orleans.Runtime.ReminderException",
        "Orleans.Runtime.TickStatus",
        "Orleans.Serialization.Invocation.IInvokable",
        "Orleans.ServiceLifecycleStage",
        "Orleans.Storage.BadProviderConfigException",
        "Orleans.Storage.IGrainStorage",
        "Orleans.Storage.IGrainStorageSerializer",
        "Orleans.Storage.IStorageProviderSerializerOptions",
        "Orleans.Storage.InconsistentStateException",
    ];
}
