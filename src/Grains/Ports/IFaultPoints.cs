using Federated.Domain.Rounds;

namespace Federated.Grains.Ports;

/// <summary>
/// Named places between two durable steps of a round. Production does nothing there; the silo that the end-to-end
/// tests start kills its own process at a chosen one.
/// </summary>
public interface IFaultPoints
{
    /// <summary>The round has reached the point.</summary>
    void Reach(FaultPoint point, RoundId round);
}
