using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A grain timer. A tick is a call of the activation on itself; the next is set only when it has ended.</summary>
internal sealed class GrainTimer : IGrainTimer, IGrainTimerInvoker
{
    private static readonly GrainMethod TickMethod = GrainMethod.Of(
        typeof(IGrainTimerInvoker).GetMethod(nameof(IGrainTimerInvoker.InvokeCallbackAsync), BindingFlags.Public | BindingFlags.Instance)!);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly GrainTimers _owner;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly ITimer _timer;
    private TimeSpan _next;
    private TimeSpan _period;
    private bool _ticking;

    public GrainTimer(GrainTimers owner, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Require(options.DueTime, nameof(options.DueTime));
        Require(options.Period, nameof(options.Period));
        _owner = owner;
        _callback = callback;
        _options = options;
        _period = options.Period;
        using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _timer = owner.Activation.Runtime.Clock.CreateTimer(
            static state => ((GrainTimer)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Require(dueTime, nameof(dueTime));
        Require(period, nameof(period));
        lock (_gate)
        {
            _period = period;
            _next = dueTime;
            if (!_ticking)
            {
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stopped.Cancel();
        _owner.Forget(this);
    }

    /// <summary>Runs on the grain's turn.</summary>
    public async Task InvokeCallbackAsync()
    {
        lock (_gate)
        {
            _next = _period;
        }

        try
        {
            if (!_stopped.IsCancellationRequested)
            {
                await _callback(_stopped.Token);
            }
        }
        finally
        {
            lock (_gate)
            {
                _ticking = false;
                if (!_stopped.IsCancellationRequested)
                {
                    _timer.Change(_next, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    private void OnDue()
    {
        lock (_gate)
        {
            if (_ticking)
            {
                return;
            }

            _ticking = true;
        }

        var activation = _owner.Activation;
        activation.Runtime.Send(activation, new Call
        {
            Method = TickMethod,
            Arguments = [],
            Target = activation.GrainId,
            Interface = TickMethod.Interface,
            Reply = TickMethod.NewReply(),
            Source = activation.GrainId,
            AlwaysInterleave = _options.Interleave,
            IsLocal = true,
            KeepsAlive = _options.KeepAlive,
            Receiver = this,
        });
    }

    private static void Require(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "Wanted a time of zero or more, or Timeout.InfiniteTimeSpan.");
        }
    }
}
