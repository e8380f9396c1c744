using Orleans.Runtime;

namespace Orleans;

/// <summary>Wakes one grain for one reminder. The next tick is set when the grain has answered.</summary>
internal sealed class ReminderTimer : IDisposable
{
    /// <summary>The longest wait that a timer takes; a longer one is waited for in parts.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly ReminderRow _row;
    private readonly GrainRuntime _runtime;
    private readonly ITimer _timer;
    private DateTime _due;
    private volatile bool _disposed;

    public ReminderTimer(ReminderRow row, GrainRuntime runtime)
    {
        _row = row;
        _runtime = runtime;
        using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _timer = runtime.Clock.CreateTimer(static state => _ = ((ReminderTimer)state!).OnDueAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        SetNext(Now);
    }

    private DateTime Now => _runtime.Clock.GetUtcNow().UtcDateTime;

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    private async Task OnDueAsync()
    {
        var now = Now;
        if (now >= _due && !_disposed)
        {
            try
            {
                var grain = (IRemindable)_runtime.References.Get(typeof(IRemindable), _row.Grain);
                await grain.ReceiveReminder(_row.ReminderName, new TickStatus(_row.StartAt, _row.Period, now));
            }
            catch (Exception exception)
            {
                _runtime.Logger.ReminderFailed(exception, _row.ReminderName, _row.Grain);
            }
        }

        if (!_disposed)
        {
            SetNext(Now);
        }
    }

    private void SetNext(DateTime now)
    {
        var wait = _row.UntilNextTick(now);
        _due = now + wait;
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
