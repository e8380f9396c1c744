using Federated.Conformance.Hosting;
using Orleans.Configuration;

namespace Federated.Conformance.Life;

public sealed class LifeTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    [Fact]
    public async Task Grain_BetweenCalls_IsOneActivation()
    {
        var grain = _silo.Grain<ILifeGrain>("life-one");

        Assert.False(Gates.IsOpen("life-one-activated"));
        var numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grain.Activation()));

        Assert.Single(numbers.Distinct());
    }

    [Fact]
    public async Task DeactivateOnIdle_AfterTheCall_EndsTheActivationAndTheNextCallMakesAnother()
    {
        var grain = _silo.Grain<ILifeGrain>("life-leave");

        var first = await grain.Leave();

        Assert.Equal(DeactivationReasonCode.ApplicationRequested, await Gates.Of("life-leave-deactivated").WithinBoundAsync());
        Assert.NotEqual(first, await grain.Activation());
    }

    [Fact]
    public async Task Calls_WaitingWhenTheGrainLeaves_MoveToTheNextActivation()
    {
        var grain = _silo.Grain<ILifeGrain>("life-move");
        var held = grain.Hold("life-move-");
        await Gates.Of("life-move-entered").WithinBoundAsync();
        var leave = grain.Leave();
        var moved = grain.Activation();

        Gates.Open("life-move-leave");

        await held;
        Assert.NotEqual(await leave, await moved.WithinBoundAsync());
    }

    [Fact]
    public async Task Activation_ThatFails_FailsItsCallsAndTheNextCallTriesAgain()
    {
        var grain = _silo.Grain<ILifeGrain>("life-fails");

        var failures = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Assert.ThrowsAsync<InvalidTimeZoneException>(grain.Activation)));

        Assert.All(failures, failure => Assert.Equal("this grain does not activate", failure.Message));
        Gates.Open("life-fails-mended");
        Assert.True(await grain.Activation() > 0);
    }

    [Fact]
    public async Task Grain_WithoutCallsForTheCollectionAge_IsCollected()
    {
        await using var silo = await StartCollectingAsync();
        await silo.Grain<ILifeGrain>("life-idle").Activation();
        await silo.Grain<ILifeGrain>("life-idle-ticks").KeepTicking(TimeSpan.FromMilliseconds(200), keepAlive: false);
        await silo.Grain<ILifeGrain>("life-idle-kept").KeepTicking(TimeSpan.FromMilliseconds(200), keepAlive: true);

        Assert.Equal(DeactivationReasonCode.ActivationIdle, await Gates.Of("life-idle-deactivated").WithinBoundAsync());
        Assert.Equal(DeactivationReasonCode.ActivationIdle, await Gates.Of("life-idle-ticks-deactivated").WithinBoundAsync());
        Assert.False(Gates.IsOpen("life-idle-kept-deactivated"));
    }

    [Fact]
    public async Task Stop_OfTheHost_DeactivatesAllGrainsAfterTheirRunningCalls()
    {
        var silo = await TestSilo.StartAsync();
        await silo.Grain<ILifeGrain>("life-stop-idle").Activation();
        var grain = silo.Grain<ILifeGrain>("life-stop-busy");
        var held = grain.Hold("life-stop-");
        await Gates.Of("life-stop-entered").WithinBoundAsync();

        var stop = silo.StopAsync();
        Assert.Equal(DeactivationReasonCode.ShuttingDown, await Gates.Of("life-stop-idle-deactivated").WithinBoundAsync());
        Assert.False(Gates.IsOpen("life-stop-busy-deactivated"));
        Gates.Open("life-stop-leave");

        await stop.WithinBoundAsync();
        Assert.Equal(DeactivationReasonCode.ShuttingDown, await Gates.Of("life-stop-busy-deactivated").WithinBoundAsync());
        await ((Task)held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Assert.ThrowsAnyAsync<Exception>(grain.Activation);
        await silo.DisposeAsync();
    }

    [Fact]
    public async Task StartupTask_OfTheSilo_RunsBeforeTheHostIsUp()
    {
        await using var silo = await TestSilo.StartAsync(silo => silo.AddStartupTask(async (services, _) =>
        {
            var grains = (IGrainFactory)services.GetService(typeof(IGrainFactory))!;
            Gates.Open("life-startup", await grains.GetGrain<ILifeGrain>("life-startup-grain").Activation());
        }));

        Assert.True(Gates.IsOpen("life-startup"));
    }

    private static Task<TestSilo> StartCollectingAsync() => TestSilo.StartAsync(silo => silo.Configure<GrainCollectionOptions>(options =>
    {
        options.CollectionQuantum = TimeSpan.FromSeconds(1);
        options.CollectionAge = TimeSpan.FromSeconds(2);
    }));
}
