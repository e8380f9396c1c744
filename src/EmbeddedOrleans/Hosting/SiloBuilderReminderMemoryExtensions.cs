namespace Orleans.Hosting;

/// <summary>Reminders in memory, for tests.</summary>
public static class SiloBuilderReminderMemoryExtensions
{
    /// <summary>Keeps reminders in memory.</summary>
    public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder) =>
        SiloBuilderReminderExtensions.AddReminders<MemoryReminderStore>(builder);
}
