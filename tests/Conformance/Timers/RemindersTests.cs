using Federated.Conformance.Hosting;
using Federated.Conformance.State;

namespace Federated.Conformance.Timers;

public sealed class RemindersTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Reminder_Registered_IsARowThatTheGrainFinds()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grain<ITimersGrain>("run-reminder");

        await grain.StartReminder("b-", Long, Long);
        await grain.StartReminder("a-", Long, Long);
        await grain.StartReminder("a-", Long, Long);

        Assert.Equal(["a-", "b-"], await grain.Reminders());
        Assert.True(await grain.HasReminder("a-"));
        Assert.False(await grain.HasReminder("c-"));
        Assert.Equal(
            ["default|timers/run-reminder|a-|300000|1", "default|timers/run-reminder|b-|300000|0"],
            _file.Query("SELECT ServiceId || '|' || GrainId || '|' || ReminderName || '|' || Period || '|' || Version FROM OrleansRemindersTable ORDER BY 1"));
        Assert.Equal(
            [$"{unchecked((int)grain.GetGrainId().GetUniformHashCode())}"],
            _file.Query("SELECT DISTINCT GrainHash FROM OrleansRemindersTable"));
    }

    [Fact]
    public async Task Reminder_Unregistered_IsNoLongerARow()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grain<ITimersGrain>("run-unregister");
        await grain.StartReminder("gone-", Long, Long);

        await grain.StopReminder("gone-");

        Assert.Empty(await grain.Reminders());
        Assert.Equal(["0"], _file.Query("SELECT count(*) FROM OrleansRemindersTable"));
    }

    [Fact]
    public async Task Reminder_WithAPeriod_TicksAgainAndTellsItsTimes()
    {
        await using var silo = await StartAsync();
        await silo.Grain<ITimersGrain>("run-ticks").StartReminder("ticks-", TimeSpan.Zero, Short);

        var first = (TickStatus)(await Gates.Of("ticks-reminder1").WithinBoundAsync())!;
        await Gates.Of("ticks-reminder2").WithinBoundAsync();

        Assert.Equal(Short, first.Period);
        Assert.Equal(DateTimeKind.Utc, first.CurrentTickTime.Kind);
        Assert.True(first.CurrentTickTime - first.FirstTickTime < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Reminder_AfterARestart_WakesItsGrain()
    {
        await using (var before = await StartAsync())
        {
            await before.Grain<ITimersGrain>("run-restart").StartReminder("restart-", TimeSpan.FromSeconds(2), Short);
        }

        Assert.False(Gates.IsOpen("restart-reminder1"));
        await using var after = await StartAsync();

        await Gates.Of("restart-reminder1").WithinBoundAsync();
    }

    [Fact]
    public async Task Reminder_WithTooShortAPeriod_IsRefused()
    {
        await using var silo = await TestSilo.StartAsync(silo => silo.UseInMemoryReminderService());

        await Assert.ThrowsAsync<ArgumentException>(() =>
            silo.Grain<ITimersGrain>("run-short").StartReminder("short-", TimeSpan.Zero, TimeSpan.FromSeconds(59)));
    }

    private Task<TestSilo> StartAsync() => TestSilo.StartAsync(silo =>
    {
        silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = SqliteFile.Invariant;
            options.ConnectionString = _file.ConnectionString;
        });
        silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
    });
}
