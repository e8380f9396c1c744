namespace Federated.ClientNode.Tests.Support;

/// <summary>A clock with one timer, which runs out when a test says so. Tells when the timer was set anew.</summary>
public sealed class QuietTime : TimeProvider
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action _due = () => { };

    /// <summary>Completes when the timer was set a second time.</summary>
    public Task Changed => _changed.Task;

    public void Pass() => _due();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _due = () => callback(state);
        return new Timer(this);
    }

    private sealed class Timer(QuietTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
                time._changed.TrySetResult();
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
