using Federated.Conformance.Hosting;
using Orleans.Configuration;

namespace Federated.Conformance.Turns;

public sealed class TimeoutTests : IAsyncLifetime
{
    private TestSilo? _silo;

    private TestSilo Silo => _silo!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo =>
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(2)));

    public async Task DisposeAsync() => await Silo.DisposeAsync();

    [Fact]
    public async Task Call_ToABusyGrain_TimesOutAtItsCaller()
    {
        var grain = Silo.Grain<ITurnsGrain>("timeout-busy");
        var held = grain.Hold("timeout-busy-");
        await Gates.Of("timeout-busy-entered").WithinBoundAsync();

        await Assert.ThrowsAsync<TimeoutException>(grain.Increment);

        Gates.Open("timeout-busy-leave");
        await Assert.ThrowsAsync<TimeoutException>(() => held);
    }

    [Fact]
    public async Task Call_ThatTimedOutWhileItWaited_NeverRuns()
    {
        var grain = Silo.Grain<ITurnsGrain>("timeout-drop");
        _ = grain.HoldOneWay("timeout-drop-");
        await Gates.Of("timeout-drop-entered").WithinBoundAsync();
        await Assert.ThrowsAsync<TimeoutException>(grain.Increment);

        Gates.Open("timeout-drop-leave");

        Assert.Equal(1, await grain.Increment());
    }

    [Fact]
    public async Task CallCycle_WithoutReentrancy_TimesOut() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Silo.Grain<ITurnsGrain>("timeout-cycle").CallItself());

    [Fact]
    public async Task ResponseTimeout_OnTheMethod_OverridesTheHosts()
    {
        var grain = Silo.Grain<ITurnsGrain>("timeout-own");
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();

        await Assert.ThrowsAsync<TimeoutException>(() => grain.HoldAtMostASecond("timeout-own-"));

        Gates.Open("timeout-own-leave");
        Assert.True(clock.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task Cancellation_OfARunningCall_ReachesTheGrainAndTheCaller()
    {
        var grain = Silo.Grain<ITurnsGrain>("cancel-running");
        using var source = new CancellationTokenSource();
        var call = grain.WaitFor("cancel-running-", source.Token);
        await Gates.Of("cancel-running-entered").WithinBoundAsync();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Gates.Of("cancel-running-cancelled").WithinBoundAsync();
    }

    [Fact]
    public async Task Cancellation_BeforeTheCall_KeepsItFromStarting()
    {
        var grain = Silo.Grain<ITurnsGrain>("cancel-before");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.WaitFor("cancel-before-", new CancellationToken(canceled: true)));

        Assert.Equal(1, await grain.Increment());
        Assert.False(Gates.IsOpen("cancel-before-entered"));
    }

    [Fact]
    public async Task Timeout_OfACallWithAToken_LeavesTheTokenAlone()
    {
        var grain = Silo.Grain<ITurnsGrain>("cancel-timeout");
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitFor("cancel-timeout-", source.Token));
        await grain.PeekInterleaved();

        Assert.False(Gates.IsOpen("cancel-timeout-cancelled"));
        Gates.Open("cancel-timeout-leave");
    }

    [Fact]
    public async Task Timeout_OfACallWithAToken_CancelsTheTokenIfTheHostAsksForIt()
    {
        await using var silo = await TestSilo.StartAsync(silo => silo.Configure<SiloMessagingOptions>(options =>
        {
            options.ResponseTimeout = TimeSpan.FromSeconds(2);
            options.CancelRequestOnTimeout = true;
        }));
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAsync<TimeoutException>(() => silo.Grain<ITurnsGrain>("cancel-asked").WaitFor("cancel-asked-", source.Token));

        await Gates.Of("cancel-asked-cancelled").WithinBoundAsync();
    }
}
