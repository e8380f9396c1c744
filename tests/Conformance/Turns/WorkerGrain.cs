using Federated.Conformance.Hosting;
using Orleans.Concurrency;

namespace Federated.Conformance.Turns;

[StatelessWorker(2)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    public Task Meet(string open, string wait)
    {
        Gates.Open(open);
        return Gates.Of(wait);
    }
}
