namespace Orleans.Runtime;

/// <summary>A timer of a grain. It never overlaps itself; disposing it stops it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the time to the next tick and between ticks; counted from the end of the tick if one is running.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
