using System.Collections.Concurrent;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;

namespace Federated.Grains.Tests;

/// <summary>Fails once at a place of a round that a test names: what is durable by then stays, what follows does not happen.</summary>
public sealed class TestFaults : IFaultPoints
{
    private readonly ConcurrentDictionary<(FaultPoint, RoundId), bool> _armed = [];

    public void FailOnce(FaultPoint point, RoundId round) => _armed[(point, round)] = true;

    /// <summary>True once the run has failed at every place that was named.</summary>
    public bool Failed(string run) => _armed.Where(armed => armed.Key.Item2.Run.ToString() == run).All(armed => !armed.Value);

    public void Reach(FaultPoint point, RoundId round)
    {
        if (_armed.TryUpdate((point, round), newValue: false, comparisonValue: true))
            throw new InjectedFaultException($"Injected at {point} of {round}.");
    }
}
