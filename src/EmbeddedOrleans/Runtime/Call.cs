using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>One call under way. Arguments and answers pass by reference: messages are immutable by house rule.</summary>
internal sealed class Call : IDisposable
{
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _callerCancellation;
    private ITimer? _timeout;
    private TimeSpan _wait;
    private bool _cancelOnTimeout;

    public required GrainMethod Method { get; init; }

    public required object?[] Arguments { get; init; }

    public required GrainId Target { get; init; }

    /// <summary>The interface of the reference that the call was made through.</summary>
    public required GrainInterfaceType Interface { get; init; }

    public required CallReply Reply { get; init; }

    public GrainId? Source { get; init; }

    /// <summary>The object that takes the call if it is not the grain itself: a timer.</summary>
    public object? Receiver { get; init; }

    public ImmutableDictionary<string, object> Context { get; init; } = ImmutableDictionary<string, object>.Empty;

    public bool AlwaysInterleave { get; init; }

    /// <summary>A timer tick: it belongs to one activation and is not moved to the next.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether the call counts against idle collection.</summary>
    public bool KeepsAlive { get; init; } = true;

    /// <summary>Its place in the order of arrival at its activation.</summary>
    public long Arrival { get; set; }

    /// <summary>How often the call has moved to a next activation because the one it waited for ended.</summary>
    public int Forwards { get; set; }

    /// <summary>Whether the caller has gone: timed out or cancelled. Such a call is dropped if it has not started.</summary>
    public bool IsAbandoned => !Method.OneWay && !IsLocal && Reply.IsCompleted;

    /// <summary>Starts the caller's clock and hands the callee a token of its own.</summary>
    public void Arm(TimeProvider clock, TimeSpan timeout, bool cancelOnTimeout)
    {
        if (Method.CancellationIndex is >= 0 and var index && Arguments[index] is CancellationToken caller)
        {
            _cancellation = new CancellationTokenSource();
            Arguments[index] = _cancellation.Token;
            _callerCancellation = caller.UnsafeRegister(static (state, token) => ((Call)state!).Cancel(token), this);
        }

        if (!Method.OneWay && timeout != Timeout.InfiniteTimeSpan)
        {
            (_wait, _cancelOnTimeout) = (timeout, cancelOnTimeout);
            using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
            _timeout = clock.CreateTimer(static state => ((Call)state!).OnTimeout(), this, timeout, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Runs the method on <paramref name="instance"/> or on the receiver that stands in for it.</summary>
    public ValueTask<object?> InvokeAsync(object instance) => Method.InvokeAsync(Receiver ?? instance, Arguments);

    public void Complete(object? result)
    {
        Reply.TrySetResult(result);
        Dispose();
    }

    public void Fail(Exception exception)
    {
        Reply.TrySetException(exception);
        Dispose();
    }

    public void Dispose()
    {
        _timeout?.Dispose();
        _callerCancellation.Dispose();
    }

    public override string ToString() => $"{Target} {Method.Method.DeclaringType?.Name}.{Method.Method.Name}";

    private void Cancel(CancellationToken token)
    {
        Reply.TrySetException(new OperationCanceledException(token));
        _cancellation!.Cancel();
    }

    private void OnTimeout()
    {
        if (Reply.TrySetException(new TimeoutException($"Response did not arrive on time in {_wait} for message: {this}.")))
        {
            if (_cancelOnTimeout)
            {
                _cancellation?.Cancel();
            }

            Dispose();
        }
    }
}
