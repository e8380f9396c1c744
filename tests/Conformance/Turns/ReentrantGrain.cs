using Federated.Conformance.Hosting;
using Orleans.Concurrency;

namespace Federated.Conformance.Turns;

[Reentrant]
public sealed class ReentrantGrain : Grain, IReentrantGrain
{
    public async Task Hold(string prefix)
    {
        Gates.Open(prefix + "entered");
        await Gates.Of(prefix + "leave");
    }

    public Task CallItself() => this.AsReference<IReentrantGrain>().Touch();

    public Task Touch() => Task.CompletedTask;
}
