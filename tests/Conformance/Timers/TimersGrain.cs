using Federated.Conformance.Hosting;

namespace Federated.Conformance.Timers;

public sealed class TimersGrain : Grain, ITimersGrain, IRemindable
{
    private IGrainTimer? _timer;
    private int _ticks;
    private int _reminded;

    public Task StartTimer(string prefix, TimeSpan dueTime, TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            (state, _) =>
            {
                Gates.Open($"{state}tick{++_ticks}");
                return Task.CompletedTask;
            },
            prefix,
            dueTime,
            period);
        return Task.CompletedTask;
    }

    public Task StartHeldTimer(string prefix, bool interleave)
    {
        _timer = this.RegisterGrainTimer(
            async () =>
            {
                Gates.Open($"{prefix}tick{++_ticks}");
                await Gates.Of(prefix + "leave");
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.FromMilliseconds(1)) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task ChangeTimer(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task StartReminder(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task StopReminder(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task<string[]> Reminders() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order(StringComparer.Ordinal)];

    public async Task<bool> HasReminder(string name) => await this.GetReminder(name) is not null;

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Gates.Open($"{reminderName}reminder{++_reminded}", status);
        return Task.CompletedTask;
    }
}
