namespace Orleans;

/// <summary>Runs around every call that a grain receives: product calls, reminder ticks and timer ticks alike.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Sees the call; without <c>context.Invoke()</c> or a result of its own the call fails.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}
