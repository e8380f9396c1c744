namespace Federated.Simulation;

/// <summary>What all virtual partners did together.</summary>
public sealed class SimulationCounters
{
    private long _partnerRounds;
    private long _trainingTicks;

    /// <summary>Updates that the federation took: one for each partner and round that it took part in.</summary>
    public long PartnerRounds => Interlocked.Read(ref _partnerRounds);

    /// <summary>The time that training took, over all workers.</summary>
    public TimeSpan Training => TimeSpan.FromTicks(Interlocked.Read(ref _trainingTicks));

    /// <summary>An update was taken.</summary>
    internal void Accepted() => Interlocked.Increment(ref _partnerRounds);

    /// <summary>A partner has trained.</summary>
    internal void Trained(TimeSpan duration) => Interlocked.Add(ref _trainingTicks, duration.Ticks);
}
