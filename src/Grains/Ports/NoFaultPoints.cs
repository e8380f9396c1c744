using Federated.Domain.Rounds;

namespace Federated.Grains.Ports;

/// <summary>What production uses: passing a point does nothing.</summary>
public sealed class NoFaultPoints : IFaultPoints
{
    /// <inheritdoc/>
    public void Reach(FaultPoint point, RoundId round)
    {
    }
}
