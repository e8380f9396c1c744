using Federated.Conformance.Hosting;

namespace Federated.Conformance.Timers;

public sealed class TimersTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(10);

    private readonly TestSilo _silo = shared.Silo;

    [Fact]
    public async Task Timer_WithAPeriod_TicksAgainAndAgain()
    {
        var grain = _silo.Grain<ITimersGrain>("timer-period");

        await grain.StartTimer("timer-period-", Short, Short);

        await Gates.Of("timer-period-tick3").WithinBoundAsync();
        await grain.StopTimer();
    }

    [Fact]
    public async Task Timer_WithoutAPeriod_TicksOnceUntilChanged()
    {
        var grain = _silo.Grain<ITimersGrain>("timer-once");
        await grain.StartTimer("timer-once-", Short, Timeout.InfiniteTimeSpan);
        await Gates.Of("timer-once-tick1").WithinBoundAsync();

        await grain.ChangeTimer(Short, Timeout.InfiniteTimeSpan);

        await Gates.Of("timer-once-tick2").WithinBoundAsync();
        Assert.Equal(2, await grain.Ticks());
    }

    [Fact]
    public async Task Timer_ThatDoesNotInterleave_TicksAsATurn()
    {
        var grain = _silo.Grain<ITimersGrain>("timer-turn");
        await grain.StartHeldTimer("timer-turn-", interleave: false);
        await Gates.Of("timer-turn-tick1").WithinBoundAsync();

        var call = grain.StopTimer();
        Assert.False(call.IsCompleted);
        Gates.Open("timer-turn-leave");

        await call.WithinBoundAsync();
    }

    [Fact]
    public async Task Timer_ThatInterleaves_LetsCallsIn_AndNeverOverlapsItself()
    {
        var grain = _silo.Grain<ITimersGrain>("timer-interleave");
        await grain.StartHeldTimer("timer-interleave-", interleave: true);
        await Gates.Of("timer-interleave-tick1").WithinBoundAsync();

        for (var call = 0; call < 50; call++)
        {
            Assert.Equal(1, await grain.Ticks().WithinBoundAsync());
        }

        await grain.StopTimer();
        Gates.Open("timer-interleave-leave");
    }
}
