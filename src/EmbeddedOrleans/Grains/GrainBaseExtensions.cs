using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain can ask of its activation.</summary>
public static class GrainBaseExtensions
{
    /// <summary>Ends this activation after its running calls.</summary>
    public static void DeactivateOnIdle(this IGrainBase grain) => grain.GrainContext.Deactivate(
        new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Starts a timer that runs as a turn of the grain.</summary>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentNullException.ThrowIfNull(callback);
        var activation = grain.GrainContext as Activation
            ?? throw new InvalidOperationException("This grain was created outside of the host, so it has no timers.");
        return activation.Timers.Register(cancellation => callback(state, cancellation), options);
    }

    /// <summary>Starts a timer that runs as a turn of the grain.</summary>
    public static IGrainTimer RegisterGrainTimer(
        this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return grain.RegisterGrainTimer(static (run, cancellation) => run(cancellation), callback, options);
    }

    /// <summary>Starts a timer that runs as a turn of the grain.</summary>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return grain.RegisterGrainTimer(static (run, _) => run(), callback, options);
    }

    /// <summary>Starts a timer that runs as a turn of the grain.</summary>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return grain.RegisterGrainTimer(static (run, _) => run.Callback(run.State), (Callback: callback, State: state), options);
    }

    /// <summary>Starts a timer that runs as a turn of the grain.</summary>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, TimeSpan dueTime, TimeSpan period) =>
        grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));

    /// <summary>Starts a timer that runs as a turn of the grain.</summary>
    public static IGrainTimer RegisterGrainTimer(
        this IGrainBase grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
        grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));

    /// <summary>Starts a timer that runs as a turn of the grain.</summary>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
        grain.RegisterGrainTimer(callback, state, new GrainTimerCreationOptions(dueTime, period));

    /// <summary>Starts a timer that runs as a turn of the grain.</summary>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
        grain.RegisterGrainTimer(callback, state, new GrainTimerCreationOptions(dueTime, period));
}
