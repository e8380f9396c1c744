namespace Orleans;

/// <summary>Runs around every call that leaves a grain or a client.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Sees the call.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}
