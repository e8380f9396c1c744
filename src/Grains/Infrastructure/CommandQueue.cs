using System.Runtime.ExceptionServices;

namespace Federated.Grains.Infrastructure;

/// <summary>
/// Applies commands to a grain's state one after the other and shares one state write among those that wait: the next
/// state is computed purely, written, and only then are the callers answered. Used from the grain's own turns only.
/// </summary>
/// <typeparam name="TState">An immutable state record; a command that changes nothing returns the same instance.</typeparam>
/// <param name="storage">The grain's persistent state.</param>
/// <param name="onWriteFailed">Called when a write failed: the grain deactivates, because memory and storage may differ.</param>
public sealed class CommandQueue<TState>(IPersistentState<TState> storage, Action onWriteFailed)
    where TState : class
{
    private readonly Queue<Pending> _pending = [];
    private TState? _durable;
    private bool _pumping;

    /// <summary>The last state that is known to be stored.</summary>
    public TState Current => _durable ??= storage.State;

    /// <summary>Applies one command; returns its result once the state that it led to is stored.</summary>
    public async Task<TResult> Run<TResult>(Func<TState, (TState Next, TResult Result)> command)
    {
        TResult result = default!;
        var pending = new Pending(state =>
        {
            (var next, result) = command(state);
            return next;
        });
        _pending.Enqueue(pending);
        // Not awaited: a caller waits for its own command only, not for those that come after it.
        if (!_pumping)
            _ = Pump();
        await pending.Done.Task;
        return result;
    }

    /// <summary>Applies one command without a result.</summary>
    public Task Run(Func<TState, TState> command) => Run(state => (command(state), true));

    private async Task Pump()
    {
        _pumping = true;
        try
        {
            while (_pending.Count > 0)
                await ApplyBatch();
        }
        finally
        {
            _pumping = false;
        }
    }

    private async Task ApplyBatch()
    {
        var applied = new List<Pending>(_pending.Count);
        var before = Current;
        var next = before;
        while (_pending.TryDequeue(out var pending))
        {
            try
            {
                next = pending.Apply(next);
                applied.Add(pending);
            }
            catch (Exception e)
            {
                pending.Done.SetException(e);
            }
        }

        if (!ReferenceEquals(next, before))
        {
            storage.State = next;
            try
            {
                await storage.WriteStateAsync();
            }
            catch (Exception e)
            {
                storage.State = before;
                onWriteFailed();
                foreach (var pending in applied)
                    pending.Done.SetException(ExceptionDispatchInfo.SetCurrentStackTrace(new InvalidOperationException("The grain's state could not be written.", e)));
                return;
            }
        }

        _durable = next;
        foreach (var pending in applied)
            pending.Done.SetResult();
    }

    private sealed class Pending(Func<TState, TState> apply)
    {
        public Func<TState, TState> Apply { get; } = apply;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
