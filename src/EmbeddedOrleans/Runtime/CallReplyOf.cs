namespace Orleans.Runtime;

/// <summary>A reply of type <typeparamref name="T"/>. Its continuations run apart, never on the callee's turn.</summary>
internal sealed class CallReplyOf<T>(bool asValueTask, bool typed) : CallReply
{
    private readonly TaskCompletionSource<T?> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override object Awaitable => (asValueTask, typed) switch
    {
        (false, _) => _source.Task,
        (true, true) => new ValueTask<T?>(_source.Task),
        (true, false) => new ValueTask(_source.Task),
    };

    public override bool IsCompleted => _source.Task.IsCompleted;

    public override bool TrySetResult(object? result) => _source.TrySetResult(result is null ? default : (T)result);

    public override bool TrySetException(Exception exception)
    {
        if (!_source.TrySetException(exception))
        {
            return false;
        }

        // A caller that gave up waiting must not see its old call on the finalizer thread.
        _ = _source.Task.Exception;
        return true;
    }
}
