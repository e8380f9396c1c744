using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>The activation whose turn runs on this thread. A field of the thread, so it is gone off the grain's scheduler.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static IGrainContext? s_current;

    public static IGrainContext? Current => s_current;

    public static IGrainContext? Exchange(IGrainContext? context)
    {
        var previous = s_current;
        s_current = context;
        return previous;
    }

    public static void RequireCurrent()
    {
        if (s_current is null)
        {
            ThrowOffGrain();
        }
    }

    [DoesNotReturn]
    private static void ThrowOffGrain() => throw new InvalidOperationException(
        "Grain state, timers and reminders were used off the grain's turn, e.g. inside Task.Run or after ConfigureAwait(false): "
        + "use them in the grain's own methods.");
}
