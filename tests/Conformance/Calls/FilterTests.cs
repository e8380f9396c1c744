using Federated.Conformance.Hosting;
using Federated.Conformance.Timers;

namespace Federated.Conformance.Calls;

public sealed class FilterTests : IAsyncLifetime
{
    private readonly RecordingFilter _filter = new();
    private TestSilo? _silo;

    private TestSilo Silo => _silo!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo =>
    {
        silo.AddIncomingGrainCallFilter((IIncomingGrainCallFilter)_filter);
        silo.AddOutgoingGrainCallFilter((IOutgoingGrainCallFilter)_filter);
        silo.UseInMemoryReminderService();
        silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
    });

    public async Task DisposeAsync() => await Silo.DisposeAsync();

    [Fact]
    public async Task Filters_AroundACall_SeeItOnTheWayOutAndIn()
    {
        Assert.Equal(5, await Silo.Grain<ICallsGrain>("filter-see").Add(2, 3));

        Assert.Equal(
            [$"out {typeof(ICallsGrain).FullName} Add", $"in {typeof(ICallsGrain).FullName} Add"],
            _filter.Seen.Where(call => call.EndsWith("Add", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Filter_ThatThrows_RefusesTheCall() =>
        Assert.Equal("refused by the filter", (await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => Silo.Grain<ICallsGrain>("filter-refuse").Add(1, RecordingFilter.Refuse))).Message);

    [Fact]
    public async Task Filter_ThatSetsAResult_AnswersInPlaceOfTheGrain() =>
        Assert.Equal(42, await Silo.Grain<ICallsGrain>("filter-answer").Add(1, RecordingFilter.Answer));

    [Fact]
    public async Task Filter_AfterTheCall_MayChangeTheResult() =>
        Assert.Equal(2 * (1 + RecordingFilter.Double), await Silo.Grain<ICallsGrain>("filter-double").Add(1, RecordingFilter.Double));

    [Fact]
    public async Task Filters_WhenATimerTicks_SeeTheTick()
    {
        await Silo.Grain<ITimersGrain>("filter-timer").StartTimer("filter-timer-", TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await Gates.Of("filter-timer-tick1").WithinBoundAsync();

        await Eventually.HoldsAsync(() => _filter.Seen.Any(call => call.EndsWith("InvokeCallbackAsync", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Filters_WhenAReminderIsDue_SeeTheCall()
    {
        await Silo.Grain<ITimersGrain>("filter-reminder").StartReminder("filter-reminder-", TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        await Gates.Of("filter-reminder-reminder1").WithinBoundAsync();

        Assert.Contains("in Orleans.IRemindable ReceiveReminder", _filter.Seen);
    }
}
