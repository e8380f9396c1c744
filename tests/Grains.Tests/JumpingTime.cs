namespace Federated.Grains.Tests;

/// <summary>A machine whose clock somebody sets: the time of day jumps, timers run on as before.</summary>
public sealed class JumpingTime : TimeProvider
{
    private long _offset;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
