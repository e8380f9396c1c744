namespace Orleans.Runtime;

/// <summary>The caller's side of a call: the task it awaits, in the type that the method returns.</summary>
internal abstract class CallReply
{
    /// <summary>The task or value task to hand to the caller.</summary>
    public abstract object? Awaitable { get; }

    public abstract bool IsCompleted { get; }

    public abstract bool TrySetResult(object? result);

    public abstract bool TrySetException(Exception exception);
}
