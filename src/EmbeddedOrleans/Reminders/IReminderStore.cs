using Orleans.Runtime;

namespace Orleans;

/// <summary>Where reminders are kept.</summary>
internal interface IReminderStore
{
    Task StartAsync(CancellationToken cancellationToken);

    Task<List<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken);

    Task<List<ReminderRow>> ReadAsync(GrainId grain);

    Task<ReminderRow> UpsertAsync(GrainId grain, string name, DateTime startAt, TimeSpan period);

    /// <summary>Removes the reminder of that version; false if there is none.</summary>
    Task<bool> RemoveAsync(ReminderRow row);
}
