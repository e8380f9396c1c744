using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

internal static partial class RuntimeLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Call} failed, and no caller waits for it.")]
    public static partial void OneWayFailed(this ILogger logger, Exception exception, Call call);

    [LoggerMessage(2, LogLevel.Error, "The grain {Grain} failed to activate.")]
    public static partial void ActivationFailed(this ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(3, LogLevel.Error, "The grain {Grain} failed while deactivating.")]
    public static partial void DeactivationFailed(this ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(4, LogLevel.Warning, "The observer of {Call} is gone; the call is dropped.")]
    public static partial void ObserverGone(this ILogger logger, Call call);

    [LoggerMessage(5, LogLevel.Warning, "The silo stopped with {Count} activations still busy.")]
    public static partial void StopDeadlinePassed(this ILogger logger, int count);

    [LoggerMessage(7, LogLevel.Warning, "The reminder {Reminder} of the grain {Grain} failed.")]
    public static partial void ReminderFailed(this ILogger logger, Exception exception, string reminder, GrainId grain);

    [LoggerMessage(8, LogLevel.Error, "Error from storage during {Operation} of {State} for grain {Grain}.")]
    public static partial void StorageFailed(this ILogger logger, Exception exception, string operation, string state, GrainId grain);
}
