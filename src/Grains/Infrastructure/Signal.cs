namespace Federated.Grains.Infrastructure;

/// <summary>Wakes everybody who waits for a change. Used from one grain's turns only.</summary>
/// <param name="time">The clock that bounds the waiting.</param>
public sealed class Signal(TimeProvider time)
{
    private TaskCompletionSource _next = New();

    /// <summary>Wakes all who wait now.</summary>
    public void Raise()
    {
        var raised = _next;
        _next = New();
        raised.TrySetResult();
    }

    /// <summary>Waits for the next <see cref="Raise"/>; false when the time is over first.</summary>
    /// <exception cref="OperationCanceledException">Whoever waits is gone.</exception>
    public async Task<bool> Wait(TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        try
        {
            await _next.Task.WaitAsync(atMost, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
