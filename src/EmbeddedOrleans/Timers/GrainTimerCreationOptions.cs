using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>How a grain timer runs.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>A timer with these times.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time to the first tick; infinite for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of a tick to the next; infinite for one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks interleave with calls. False unless set.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks keep the grain from being collected as idle. False unless set.</summary>
    public bool KeepAlive { get; init; }
}
