namespace Orleans.Runtime;

/// <summary>Which tick of a reminder this is.</summary>
public readonly struct TickStatus
{
    /// <summary>A tick, by its times (UTC) and period.</summary>
    public TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        FirstTickTime = firstTickTime;
        Period = period;
        CurrentTickTime = timeStamp;
    }

    /// <summary>When the first tick was due, UTC.</summary>
    public DateTime FirstTickTime { get; }

    /// <summary>The time between ticks.</summary>
    public TimeSpan Period { get; }

    /// <summary>When this tick was sent, UTC.</summary>
    public DateTime CurrentTickTime { get; }

    /// <inheritdoc/>
    public override string ToString() => $"<{FirstTickTime}, {Period}, {CurrentTickTime}>";
}
