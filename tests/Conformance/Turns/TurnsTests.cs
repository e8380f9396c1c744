using Federated.Conformance.Hosting;

namespace Federated.Conformance.Turns;

public sealed class TurnsTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    [Fact]
    public async Task Calls_ManyAtOnce_RunOneAtATime()
    {
        var grain = _silo.Grain<ITurnsGrain>("turns-many");

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => grain.Increment()));

        Assert.Equal(Enumerable.Range(1, 200), answers.Order());
        Assert.Equal(1, await grain.MostInParallel());
    }

    [Fact]
    public async Task Call_WhileAnotherAwaits_WaitsItsTurn()
    {
        var grain = _silo.Grain<ITurnsGrain>("turns-wait");
        var held = grain.Hold("turns-wait-");
        await Gates.Of("turns-wait-entered").WithinBoundAsync();

        var second = grain.Increment();
        Assert.Equal(0, await grain.PeekInterleaved());
        Assert.False(second.IsCompleted);

        Gates.Open("turns-wait-leave");
        await held;
        Assert.Equal(1, await second);
    }

    [Fact]
    public async Task ReadOnlyCalls_Together_Interleave()
    {
        var grain = _silo.Grain<ITurnsGrain>("turns-readonly");
        var held = grain.HoldReadOnly("turns-readonly-");
        await Gates.Of("turns-readonly-entered").WithinBoundAsync();

        Assert.Equal(0, await grain.PeekReadOnly());

        var write = grain.Increment();
        Assert.Equal(0, await grain.PeekInterleaved());
        Assert.False(write.IsCompleted);
        Gates.Open("turns-readonly-leave");
        await held;
        Assert.Equal(1, await write);
    }

    [Fact]
    public async Task ReadOnlyCall_WhileAnOrdinaryOneRuns_Waits()
    {
        var grain = _silo.Grain<ITurnsGrain>("turns-readonly2");
        var held = grain.Hold("turns-readonly2-");
        await Gates.Of("turns-readonly2-entered").WithinBoundAsync();

        var read = grain.PeekReadOnly();
        await grain.PeekInterleaved();
        Assert.False(read.IsCompleted);

        Gates.Open("turns-readonly2-leave");
        await held;
        Assert.Equal(0, await read);
    }

    [Fact]
    public async Task OneWayCall_WhileTheGrainIsBusy_ReturnsAtOnce()
    {
        var grain = _silo.Grain<ITurnsGrain>("turns-oneway");

        await grain.HoldOneWay("turns-oneway-").WithinBoundAsync();

        await Gates.Of("turns-oneway-entered").WithinBoundAsync();
        Gates.Open("turns-oneway-leave");
        Assert.Equal(1, await grain.Increment());
    }

    [Fact]
    public async Task Continuation_AfterAnAwait_IsBackOnTheGrainsScheduler() =>
        Assert.True(await _silo.Grain<ITurnsGrain>("turns-scheduler").IsOnSchedulerAfterAwait());

    [Fact]
    public async Task Exception_ThrownByAGrain_ReachesTheCallerWithTypeMessageAndStack()
    {
        var grain = _silo.Grain<ITurnsGrain>("turns-throw");

        var late = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Throw("late"));
        var early = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowSynchronously("early"));

        Assert.Equal("late", late.Message);
        Assert.Contains(nameof(TurnsGrain), late.StackTrace, StringComparison.Ordinal);
        Assert.Equal("early", early.Message);
        Assert.Contains(nameof(TurnsGrain), early.StackTrace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData(null)]
    public async Task ValueTaskMethod_WithAnAnswer_GivesIt(string? text) =>
        Assert.Equal(text, await _silo.Grain<ITurnsGrain>("turns-echo").Echo(text));
}
