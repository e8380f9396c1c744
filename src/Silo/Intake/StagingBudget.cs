using Federated.Silo.Hosting;

namespace Federated.Silo.Intake;

/// <summary>
/// Bounds the memory of updates that are staged and not yet folded: an upload that would exceed it waits its turn, in
/// order of arrival. One that is larger than the whole budget is let in alone.
/// </summary>
/// <param name="capacity">Bytes, at least 1 (<see cref="SiloOptions.MaxStagedBytes"/>).</param>
public sealed class StagingBudget(long capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];

    /// <summary>Bytes that are taken now.</summary>
    public long InUse { get; private set; }

    /// <summary>Uploads that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiters.Count;
        }
    }

    /// <summary>Waits for <paramref name="bytes"/>; disposing the result gives them back.</summary>
    public async Task<IDisposable> Take(long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var waiter = new Waiter(Math.Min(bytes, capacity));
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            node = _waiters.AddLast(waiter);
            Admit();
        }

        await using (cancellationToken.Register(() => Cancel(node, cancellationToken)))
            await waiter.Admitted.Task;
        return new Share(this, waiter.Bytes);
    }

    private void Cancel(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (node.List is null)
                return;
            _waiters.Remove(node);
            Admit();
        }

        node.Value.Admitted.SetCanceled(cancellationToken);
    }

    private void Release(long bytes)
    {
        lock (_lock)
        {
            InUse -= bytes;
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiters.First is { } first && InUse + first.Value.Bytes <= capacity)
        {
            InUse += first.Value.Bytes;
            _waiters.RemoveFirst();
            first.Value.Admitted.SetResult();
        }
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Share(StagingBudget budget, long bytes) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                budget.Release(bytes);
        }
    }
}
