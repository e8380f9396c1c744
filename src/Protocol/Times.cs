namespace Federated.Protocol;

/// <summary>
/// The times that the system waits, all of them; a plan adds its rounds' deadline and grace. What is not here follows from
/// these. The table in docs/operating.md says what each is for and what happens when it is over.
/// </summary>
public static class Times
{
    /// <summary>For a connection, TLS included, and for a process to stop. 10 s.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(10);

    /// <summary>For any answer, of a grain or over HTTP, beyond a wait that was agreed; between two pieces of a download. 30 s.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(30);

    /// <summary>A connection that has been silent this long is asked for a sign of life, and has as long for it. 15 s.</summary>
    public static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);

    /// <summary>Between two signs of life of an intake; also the slice of a long poll that keeps a grain busy. 2 s.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>Before something that failed is tried again the first time; longer each time, up to <see cref="LongestRetry"/>. 0.2 s.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(0.2);

    /// <summary>The longest pause between two tries. 5 s.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>For a lock of the database, four times over before the storage counts as unavailable. 5 s.</summary>
    public static readonly TimeSpan DatabaseLock = TimeSpan.FromSeconds(5);

    /// <summary>The period of a run's wake-up call, the shortest that a reminder may have. 60 s.</summary>
    public static readonly TimeSpan WakeUp = TimeSpan.FromMinutes(1);

    /// <summary>An upload slower than this counts as a broken connection, on both sides.</summary>
    public const int SlowestBytesPerSecond = 240;

    /// <summary>The longest long poll, in seconds: five sixths of <see cref="Answer"/>. 25 s.</summary>
    public static int LongestWaitSeconds { get; } = (int)(Answer.TotalSeconds * 5 / 6);

    /// <summary>A part of an upload whose line broke is kept this long for its sender to go on with: twenty <see cref="Answer"/>s. 10 min.</summary>
    public static TimeSpan PartKept { get; } = Answer * 20;

    /// <summary>An intake that has been silent this long is lost with what it held: two and a half <see cref="Beat"/>s. 5 s.</summary>
    public static TimeSpan IntakeLost { get; } = Beat * 2.5;

    /// <summary>How long claims under way may hold up a seal: two thirds of <see cref="Answer"/>, so that the seal's own call is answered. 20 s.</summary>
    public static TimeSpan LongestClaim { get; } = Answer * 2 / 3;

    /// <summary>For the receipt of an upload: <see cref="Answer"/>, and what the bytes take at the slowest rate.</summary>
    public static TimeSpan Upload(long bytes) => Answer + TimeSpan.FromSeconds((double)bytes / SlowestBytesPerSecond);
}
