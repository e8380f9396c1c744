using Federated.Conformance.Hosting;
using Orleans.Configuration;

namespace Federated.Conformance.Calls;

public sealed class ObserverTests : IAsyncLifetime
{
    private readonly NewsPaper _paper = new();
    private TestSilo? _silo;

    private TestSilo Silo => _silo!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo =>
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(2)));

    public async Task DisposeAsync()
    {
        await Silo.DisposeAsync();
        GC.KeepAlive(_paper);
    }

    [Fact]
    public async Task Observer_CalledByAGrain_AnswersOffTheGrainsScheduler()
    {
        var grain = Silo.Grain<INewsGrain>("news-one");
        await grain.Subscribe(Silo.Grains.CreateObjectReference<INews>(_paper));

        Assert.Equal("read: hello", await grain.Publish("hello"));
        Assert.Equal("bad news", (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Publish("throw"))).Message);
    }

    [Fact]
    public async Task Observer_CalledByManyAtOnce_RunsOneCallAtATime()
    {
        var reference = Silo.Grains.CreateObjectReference<INews>(_paper);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => reference.Tell($"{number}")));

        Assert.Equal(1, _paper.Most);
    }

    [Fact]
    public async Task Observer_AfterItsReferenceIsDeleted_IsNoLongerReached()
    {
        var grain = Silo.Grain<INewsGrain>("news-deleted");
        var reference = Silo.Grains.CreateObjectReference<INews>(_paper);
        await grain.Subscribe(reference);

        Silo.Grains.DeleteObjectReference<INews>(reference);

        await Assert.ThrowsAsync<TimeoutException>(() => reference.Tell("nobody reads this"));
        Assert.Equal(0, _paper.Most);
    }

    [Fact]
    public async Task Observer_PassedWithoutAReference_IsRefused() =>
        await Assert.ThrowsAnyAsync<Exception>(() => Silo.Grain<INewsGrain>("news-raw").Subscribe(_paper));
}
