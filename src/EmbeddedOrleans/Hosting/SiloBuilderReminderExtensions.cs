using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Reminders in a database. The table and queries must be there before the silo starts.</summary>
public static class SiloBuilderReminderExtensions
{
    /// <summary>Keeps reminders in a database.</summary>
    public static ISiloBuilder UseAdoNetReminderService(this ISiloBuilder builder, Action<AdoNetReminderTableOptions> configureOptions) =>
        builder.UseAdoNetReminderService(options => options.Configure(configureOptions));

    /// <summary>Keeps reminders in a database.</summary>
    public static ISiloBuilder UseAdoNetReminderService(
        this ISiloBuilder builder, Action<OptionsBuilder<AdoNetReminderTableOptions>> configureOptions)
    {
        configureOptions(builder.Services.AddOptions<AdoNetReminderTableOptions>());
        return AddReminders<AdoNetReminderStore>(builder);
    }

    internal static ISiloBuilder AddReminders<TStore>(ISiloBuilder builder)
        where TStore : class, IReminderStore
    {
        builder.Services.AddSingleton<IReminderStore, TStore>();
        if (!builder.Services.Any(service => service.ServiceType == typeof(ReminderService)))
        {
            builder.Services.AddSingleton<ReminderService>();
            builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<ReminderService>());
        }

        return builder;
    }
}
