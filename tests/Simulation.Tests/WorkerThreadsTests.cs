namespace Federated.Simulation.Tests;

public sealed class WorkerThreadsTests
{
    [Fact]
    public async Task Tasks_MoreThanWorkers_RunAsManyAtOnceAsThereAreWorkers()
    {
        using var workers = new WorkerThreads(2);
        using var together = new Barrier(2);
        var (running, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Factory.StartNew(() =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            // Two have to be here for either to go on.
            Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)));
            Interlocked.Decrement(ref running);
        }, CancellationToken.None, TaskCreationOptions.None, workers)));
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Await_OfATask_DoesNotGoOnOnAWorker()
    {
        using var workers = new WorkerThreads(1);
        var worker = await Task.Factory.StartNew(() => Environment.CurrentManagedThreadId, CancellationToken.None, TaskCreationOptions.None, workers);
        Assert.NotEqual(worker, Environment.CurrentManagedThreadId);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
