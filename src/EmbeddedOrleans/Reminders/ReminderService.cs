using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Runs the reminders of this process: reads them at start and calls their grains when they are due.</summary>
internal sealed class ReminderService(IReminderStore store, GrainRuntime runtime, IOptions<ReminderOptions> options) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), ReminderTimer> _timers = new();

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(ReminderService), ServiceLifecycleStage.ApplicationServices, store.StartAsync);
        lifecycle.Subscribe(nameof(ReminderService), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    public async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        RequireName(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        if (period < options.Value.MinimumReminderPeriod)
        {
            throw new ArgumentException(
                $"Cannot register reminder {name} as requested period ({period}) is less than minimum allowed reminder period ({options.Value.MinimumReminderPeriod})");
        }

        var row = await store.UpsertAsync(grain, name, runtime.Clock.GetUtcNow().UtcDateTime + dueTime, period);
        Schedule(row);
        return row;
    }

    public async Task UnregisterAsync(IGrainReminder reminder)
    {
        var row = (ReminderRow)reminder;
        if (!await store.RemoveAsync(row) && await GetAsync(row.Grain, row.ReminderName) is not null)
        {
            throw new ReminderException($"Could not unregister reminder {row.ReminderName} of {row.Grain}: it has changed since it was read. Get it again.");
        }

        Cancel(row);
    }

    public async Task<IGrainReminder?> GetAsync(GrainId grain, string name)
    {
        RequireName(name);
        return (await store.ReadAsync(grain)).Find(row => row.ReminderName == name);
    }

    public async Task<List<IGrainReminder>> GetAllAsync(GrainId grain) => [.. await store.ReadAsync(grain)];

    private static void RequireName(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentException("Cannot use null or empty name for the reminder", nameof(name));
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken) =>
        (await store.ReadAllAsync(cancellationToken)).ForEach(Schedule);

    private Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var timer in _timers.Values)
        {
            timer.Dispose();
        }

        _timers.Clear();
        return Task.CompletedTask;
    }

    private void Schedule(ReminderRow row) => _timers.AddOrUpdate(
        (row.Grain, row.ReminderName),
        static (_, made) => new ReminderTimer(made.row, made.runtime),
        static (_, old, made) =>
        {
            old.Dispose();
            return new ReminderTimer(made.row, made.runtime);
        },
        (row, runtime));

    private void Cancel(ReminderRow row)
    {
        if (_timers.TryRemove((row.Grain, row.ReminderName), out var timer))
        {
            timer.Dispose();
        }
    }
}
