namespace Orleans;

/// <summary>A grain that reminders can wake.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A reminder is due. Ticks can be missed or doubled, so reconcile from state.</summary>
    Task ReceiveReminder(string reminderName, Runtime.TickStatus status);
}
