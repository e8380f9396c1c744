using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Reminders for tests: they end with the process.</summary>
internal sealed class MemoryReminderStore : IReminderStore
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), ReminderRow> _rows = new();
    private long _version;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<List<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken) => Task.FromResult(_rows.Values.ToList());

    public Task<List<ReminderRow>> ReadAsync(GrainId grain) => Task.FromResult(_rows.Values.Where(row => row.Grain == grain).ToList());

    public Task<ReminderRow> UpsertAsync(GrainId grain, string name, DateTime startAt, TimeSpan period)
    {
        var version = Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(_rows[(grain, name)] = new ReminderRow(grain, name, startAt, period, version));
    }

    public Task<bool> RemoveAsync(ReminderRow row) => Task.FromResult(_rows.TryRemove(new((row.Grain, row.ReminderName), row)));
}
