using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The reminders of a grain.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Registers a reminder, or changes the one of that name.</summary>
    /// <exception cref="ArgumentException">The period is shorter than the minimum, one minute unless set otherwise.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        Registry(grain).RegisterAsync(grain.GrainContext.GrainId, reminderName, dueTime, period);

    /// <summary>Registers a reminder, or changes the one of that name.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        Registry(grain).RegisterAsync(grain.GrainContext.GrainId, reminderName, dueTime, period);

    /// <summary>Removes a reminder.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => Registry(grain).UnregisterAsync(reminder);

    /// <summary>Removes a reminder.</summary>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) => Registry(grain).UnregisterAsync(reminder);

    /// <summary>The reminder of a name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        Registry(grain).GetAsync(grain.GrainContext.GrainId, reminderName);

    /// <summary>The reminder of a name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
        Registry(grain).GetAsync(grain.GrainContext.GrainId, reminderName);

    /// <summary>All reminders of the grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => Registry(grain).GetAllAsync(grain.GrainContext.GrainId);

    /// <summary>All reminders of the grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => Registry(grain).GetAllAsync(grain.GrainContext.GrainId);

    private static ReminderService Registry(IGrainBase grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        RuntimeContext.RequireCurrent();
        return grain.GrainContext.ActivationServices.GetService<ReminderService>() ?? throw new OrleansConfigurationException(
            "The host has no reminder service: call UseAdoNetReminderService or UseInMemoryReminderService on the silo builder.");
    }
}
