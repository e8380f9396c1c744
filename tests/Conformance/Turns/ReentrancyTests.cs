using Federated.Conformance.Hosting;

namespace Federated.Conformance.Turns;

public sealed class ReentrancyTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    [Fact]
    public async Task ReentrantGrain_WhileACallAwaits_TakesOthers()
    {
        var grain = _silo.Grain<IReentrantGrain>("reentrant");
        var held = grain.Hold("reentrant-");
        await Gates.Of("reentrant-entered").WithinBoundAsync();

        await grain.CallItself().WithinBoundAsync();

        Gates.Open("reentrant-leave");
        await held;
    }

    [Fact]
    public async Task StatelessWorker_UnderParallelCalls_RunsThemBesideEachOther()
    {
        var grain = _silo.Grain<IWorkerGrain>("worker");

        var both = Task.WhenAll(grain.Meet("worker-a", "worker-b"), grain.Meet("worker-b", "worker-a"));

        await both.WithinBoundAsync();
    }
}
