namespace Federated.Conformance.Timers;

[Alias("conformance.timers")]
public interface ITimersGrain : IGrainWithStringKey
{
    /// <summary>Starts a timer that opens the gates "tick1", "tick2", ... as it ticks.</summary>
    [Alias("StartTimer")]
    Task StartTimer(string prefix, TimeSpan dueTime, TimeSpan period);

    /// <summary>Starts a timer whose first tick waits for the gate "leave".</summary>
    [Alias("StartHeldTimer")]
    Task StartHeldTimer(string prefix, bool interleave);

    [Alias("ChangeTimer")]
    Task ChangeTimer(TimeSpan dueTime, TimeSpan period);

    [Alias("StopTimer")]
    Task StopTimer();

    [Alias("Ticks")]
    Task<int> Ticks();

    /// <summary>Registers a reminder that opens the gates "reminder1", "reminder2", ... as it ticks.</summary>
    [Alias("StartReminder")]
    Task StartReminder(string name, TimeSpan dueTime, TimeSpan period);

    [Alias("StopReminder")]
    Task StopReminder(string name);

    [Alias("Reminders")]
    Task<string[]> Reminders();

    [Alias("HasReminder")]
    Task<bool> HasReminder(string name);
}
