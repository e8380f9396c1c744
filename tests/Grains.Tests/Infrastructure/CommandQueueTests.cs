using System.Threading.Channels;
using Federated.Grains.Infrastructure;

namespace Federated.Grains.Tests.Infrastructure;

public sealed class CommandQueueTests
{
    [Fact]
    public async Task Run_WhileAWriteIsUnderWay_SharesTheNextWrite()
    {
        var storage = new HeldStorage();
        var queue = new CommandQueue<Counter>(storage, () => { });

        var first = queue.Run(Increment);
        var others = Enumerable.Range(0, 20).Select(_ => queue.Run(Increment)).ToArray();
        storage.Release();
        await first;
        storage.Release();
        await Task.WhenAll(others);

        Assert.Equal(21, queue.Current.Value);
        Assert.Equal(2, storage.Writes);
        Assert.Equal(Enumerable.Range(2, 20), others.Select(o => o.Result));
    }

    [Fact]
    public async Task Run_CommandThatChangesNothing_WritesNothing()
    {
        var storage = new HeldStorage();
        var queue = new CommandQueue<Counter>(storage, () => { });

        Assert.Equal("seen", await queue.Run(state => (state, "seen")));
        Assert.Equal(0, storage.Writes);
    }

    [Fact]
    public async Task Run_WriteFails_FailsAllThatSharedItAndKeepsTheOldState()
    {
        var storage = new HeldStorage();
        var failures = 0;
        var queue = new CommandQueue<Counter>(storage, () => failures++);

        var first = queue.Run(Increment);
        var second = queue.Run(Increment);
        storage.Release();
        Assert.Equal(1, await first);
        storage.Fail(new IOException("disk full"));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        Assert.IsType<IOException>(failure.InnerException);
        Assert.Equal(1, failures);
        Assert.Equal(1, queue.Current.Value);
        Assert.Equal(1, storage.State.Value);
    }

    [Fact]
    public async Task Run_CommandThrows_FailsOnlyItself()
    {
        var storage = new HeldStorage();
        var queue = new CommandQueue<Counter>(storage, () => { });

        var first = queue.Run(Increment);
        var bad = queue.Run<int>(_ => throw new ArgumentException("no"));
        var third = queue.Run(Increment);
        storage.Release();
        await first;
        storage.Release();

        await Assert.ThrowsAsync<ArgumentException>(() => bad);
        Assert.Equal(2, await third);
    }

    private static (Counter Next, int Result) Increment(Counter state) => (new(state.Value + 1), state.Value + 1);

    private sealed record Counter(int Value);

    /// <summary>Holds every write until the test says how it ends.</summary>
    private sealed class HeldStorage : IPersistentState<Counter>
    {
        private readonly Channel<Exception?> _endings = Channel.CreateUnbounded<Exception?>();

        public int Writes { get; private set; }

        public Counter State { get; set; } = new(0);

        public string? Etag => null;

        public bool RecordExists => true;

        public void Release() => Assert.True(_endings.Writer.TryWrite(null));

        public void Fail(Exception e) => Assert.True(_endings.Writer.TryWrite(e));

        public async Task WriteStateAsync()
        {
            Writes++;
            if (await _endings.Reader.ReadAsync() is { } failure)
                throw failure;
        }

        public Task ReadStateAsync() => Task.CompletedTask;

        public Task ClearStateAsync() => Task.CompletedTask;
    }
}
