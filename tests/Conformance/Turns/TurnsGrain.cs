using Federated.Conformance.Hosting;

namespace Federated.Conformance.Turns;

public sealed class TurnsGrain : Grain, ITurnsGrain
{
    private int _count;
    private int _running;
    private int _most;

    public async Task Hold(string prefix)
    {
        Gates.Open(prefix + "entered");
        await Gates.Of(prefix + "leave");
    }

    public Task HoldReadOnly(string prefix) => Hold(prefix);

    public Task HoldOneWay(string prefix) => Hold(prefix);

    public Task HoldAtMostASecond(string prefix) => Hold(prefix);

    public async Task<int> Increment()
    {
        _most = Math.Max(_most, ++_running);
        var before = _count;
        await Task.Yield();
        _count = before + 1;
        _running--;
        return _count;
    }

    public Task<int> PeekReadOnly() => Task.FromResult(_count);

    public Task<int> PeekInterleaved() => Task.FromResult(_count);

    public Task CallItself() => GrainFactory.GetGrain<ITurnsGrain>(this.GetPrimaryKeyString()).Increment();

    public async ValueTask<bool> IsOnSchedulerAfterAwait()
    {
        var before = TaskScheduler.Current;
        await Task.Run(static () => { });
        return before != TaskScheduler.Default && ReferenceEquals(before, TaskScheduler.Current);
    }

    public Task<int> MostInParallel() => Task.FromResult(_most);

    public async Task WaitFor(string prefix, CancellationToken cancellationToken)
    {
        Gates.Open(prefix + "entered");
        try
        {
            await Gates.Of(prefix + "leave").WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Gates.Open(prefix + "cancelled");
            throw;
        }
    }

    public async Task Throw(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task ThrowSynchronously(string message) => throw new InvalidOperationException(message);

    public ValueTask<string?> Echo(string? text) => new(text);
}
