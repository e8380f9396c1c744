using Federated.Protocol;

namespace Federated.Silo.Api.Mapping;

/// <summary>Times on the wire are durations: clocks of different houses need not agree.</summary>
internal static class Clock
{
    /// <summary>Longest wait of a long poll, in seconds: below the 30 s of a grain call.</summary>
    public static int LongestWait => Times.LongestWaitSeconds;

    /// <summary>Whole seconds until a deadline, at least 0.</summary>
    public static int SecondsLeft(DateTimeOffset deadline, DateTimeOffset now) => (int)Math.Clamp((deadline - now).TotalSeconds, 0, int.MaxValue);
}
