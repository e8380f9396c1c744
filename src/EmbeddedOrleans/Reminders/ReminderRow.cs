using Orleans.Runtime;

namespace Orleans;

/// <summary>A reminder as it is stored. Times are UTC.</summary>
internal sealed record ReminderRow(GrainId Grain, string ReminderName, DateTime StartAt, TimeSpan Period, string ETag) : IGrainReminder
{
    /// <summary>The time from <paramref name="now"/> to the next tick; ticks missed while nobody ran are skipped.</summary>
    public TimeSpan UntilNextTick(DateTime now)
    {
        if (now <= StartAt)
        {
            return StartAt - now;
        }

        var late = now - StartAt;
        return Period - TimeSpan.FromTicks(late.Ticks % Period.Ticks);
    }
}
